// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.command;

import io.plumbline.cli.terminal.OutputFormat;
import java.util.Locale;
import java.util.Optional;

/** The values of {@code -o}: the forms that every command knows, and one that only the graph has. */
enum RequestedFormat {
    TABLE,
    WIDE,
    JSON,
    YAML,
    /** The language of Graphviz. */
    DOT;

    /** Empty for a form that few commands know. */
    Optional<OutputFormat> general() {
        return switch (this) {
            case TABLE -> Optional.of(OutputFormat.TABLE);
            case WIDE -> Optional.of(OutputFormat.WIDE);
            case JSON -> Optional.of(OutputFormat.JSON);
            case YAML -> Optional.of(OutputFormat.YAML);
            case DOT -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
