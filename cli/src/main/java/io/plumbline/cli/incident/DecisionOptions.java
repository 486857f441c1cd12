// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options that say what a decision is about and how far it reaches. */
final class DecisionOptions {
    enum ScopeChoice {
        CONTAINER,
        WORKLOAD,
        NAMESPACE,
        CLUSTER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Parameters(paramLabel = "INCIDENT", description = "Id of the incident, or at least its first 8 characters.")
    String incident = "";

    @Option(
            names = "--deviation",
            paramLabel = "KEY",
            description = "Only this deviation: its number in `incidents show`, or its key (at least 8 characters).")
    @Nullable
    String deviation;

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            defaultValue = "container",
            description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    ScopeChoice scope = ScopeChoice.CONTAINER;

    @Option(
            names = "--expires",
            paramLabel = "DURATION",
            description = "When the decision ends, for instance 30d. Default: never.")
    @Nullable
    Duration expires;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Kept with the decision.")
    String reason = "";

    @Option(names = "--dry-run", description = "Tell what would change, and change nothing.")
    boolean dryRun;
}
