// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.lines;

import io.plumbline.service.config.Configuration;
import io.plumbline.service.config.Setting;
import io.plumbline.service.config.ValueType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The place where incidents are written as JSON lines.
 *
 * @param file appended to; null is standard output
 */
public record IncidentLinesSettings(@Nullable Path file) {

    private static final String STDOUT = "stdout";

    public static final Setting<String> FILE = Setting.optional(
            "incidents.file",
            ValueType.of(
                    "an absolute path or " + STDOUT,
                    text -> text.equals(STDOUT)
                            ? Optional.of(text)
                            : ValueType.path().read(text).map(Path::toString)),
            "File to which incidents are appended as JSON lines, or stdout. An agent without a collector writes them to stdout"
                    + " when this is not set.");

    public static List<Setting<?>> settings() {
        return List.of(FILE);
    }

    /** Standard output when nothing is set: what an agent that works alone uses. */
    public static IncidentLinesSettings orStandardOutput(Configuration configuration) {
        return from(configuration).orElse(new IncidentLinesSettings(null));
    }

    /** Empty when nothing is set: what an agent with a collector uses. */
    public static Optional<IncidentLinesSettings> from(Configuration configuration) {
        return configuration
                .find(FILE)
                .map(text -> new IncidentLinesSettings(text.equals(STDOUT) ? null : Path.of(text)));
    }
}
