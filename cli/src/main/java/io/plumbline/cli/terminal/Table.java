// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows under headings, columns as wide as what is in them. */
public final class Table {
    private static final String GAP = "  ";

    /** A column: its heading, the most columns of the terminal it may take, and whether numbers stand in it. */
    public record Column(String heading, int limit, boolean number) {
        public static Column text(String heading, int limit) {
            return new Column(heading, limit, false);
        }

        public static Column text(String heading) {
            return text(heading, Integer.MAX_VALUE);
        }

        public static Column number(String heading) {
            return new Column(heading, Integer.MAX_VALUE, true);
        }
    }

    private final List<Column> columns;
    private final List<List<Line>> rows = new ArrayList<>();

    public Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /** Adds a row; one cell for each column. */
    public void row(List<Line> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException("cells: " + cells.size() + " (expected: " + columns.size() + ")");
        }
        rows.add(IntStream.range(0, cells.size())
                .mapToObj(i -> cells.get(i).cut(columns.get(i).limit()))
                .toList());
    }

    /** The headings and the rows. */
    public List<Line> lines() {
        var lines = new ArrayList<Line>();
        lines.add(line(columns.stream()
                .map(column -> Line.of(Style.BOLD, column.heading()))
                .toList()));
        rows.forEach(row -> lines.add(line(row)));
        return lines;
    }

    private Line line(List<Line> cells) {
        var line = Line.empty();
        for (int i = 0; i < cells.size(); i++) {
            boolean last = i == cells.size() - 1;
            Line cell = cells.get(i);
            Line padded = columns.get(i).number() ? cell.padLeft(width(i)) : last ? cell : cell.pad(width(i));
            line = line.and(padded).and(last ? "" : GAP);
        }
        return line;
    }

    private int width(int column) {
        int heading = columns.get(column).heading().length();
        return rows.stream().mapToInt(row -> row.get(column).width()).reduce(heading, Math::max);
    }
}
