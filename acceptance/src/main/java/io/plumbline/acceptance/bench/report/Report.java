// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Figures in the order in which a person reads them. */
public record Report(List<Figure> rows) {
    private static final int UNIT_WIDTH = 12;
    /** The unit of figures of which a tenth is much. */
    private static final String RATIO = "x";

    public Report {
        rows = List.copyOf(rows);
    }

    /** A table for a terminal; each line ends with a line feed. */
    public String table() {
        int width = rows.stream().mapToInt(row -> row.name().length()).max().orElse(0);
        return rows.stream()
                .map(row -> String.format(
                                Locale.ROOT,
                                "%-" + width + "s %10s %-" + UNIT_WIDTH + "s %-9s %s",
                                row.name(),
                                number(row.value(), row.unit()),
                                row.unit(),
                                row.target() == null ? "" : row.target(),
                                met(row))
                        .stripTrailing())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** An array of objects with the members name, value, unit, target, met. */
    public String json() {
        return rows.stream()
                .map(row -> "  {\"name\": " + text(row.name())
                        + ", \"value\": " + row.value()
                        + ", \"unit\": " + text(row.unit())
                        + ", \"target\": "
                        + (row.target() == null ? "null" : text(row.target().toString()))
                        + ", \"met\": " + row.met() + "}")
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    /** Writes the JSON form; directories are made. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, json());
    }

    private static String number(@Nullable Double value, String unit) {
        if (value == null) {
            return "-";
        }
        if (unit.equals(RATIO)) {
            return String.format(Locale.ROOT, "%.2f", value);
        }
        boolean whole = value == Math.rint(value) || Math.abs(value) >= 1000;
        return String.format(Locale.ROOT, whole ? "%.0f" : "%.1f", value);
    }

    private static String met(Figure row) {
        if (row.target() == null) {
            return "";
        }
        if (row.met() == null) {
            return "undecided";
        }
        return row.met() ? "met" : "MISSED by " + number(row.target().distance(value(row)), row.unit());
    }

    private static double value(Figure row) {
        return row.value() == null ? Double.NaN : row.value();
    }

    private static String text(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
