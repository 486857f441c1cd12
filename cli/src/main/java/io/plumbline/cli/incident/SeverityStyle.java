// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Style;
import io.plumbline.cli.words.EnumWords;
import io.plumbline.v1.Severity;

/** Severities, in words and colours. */
final class SeverityStyle {
    private SeverityStyle() {}

    static Line word(Severity severity, int number) {
        return Line.of(style(severity), EnumWords.of(severity, number, "SEVERITY_"));
    }

    static Style style(Severity severity) {
        return switch (severity) {
            case SEVERITY_CRITICAL -> Style.RED_BOLD;
            case SEVERITY_HIGH -> Style.RED;
            case SEVERITY_MEDIUM -> Style.YELLOW;
            case SEVERITY_LOW, SEVERITY_UNSPECIFIED, UNRECOGNIZED -> Style.PLAIN;
        };
    }
}
