// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that changes a profile. */
final class ChangeOptions {
    @Mixin
    private ProfileOptions options = new ProfileOptions();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Kept with the profile.")
    private String reason = "";

    /** The name of the profile as it was typed. */
    String profile() {
        return options.profile;
    }

    String reason() {
        return reason;
    }
}
