// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/** A table of Markdown: named rows, and named columns. A cell that nobody filled is empty. */
final class Grid {
    private final String corner;
    private final List<String> columns;
    private final SequencedMap<String, Map<String, String>> rows = new LinkedHashMap<>();

    /** {@code corner}: what the names of rows are. */
    Grid(String corner, List<String> columns) {
        this.corner = corner;
        this.columns = new ArrayList<>(columns);
    }

    /** Reads what {@link #markdown} wrote; other lines are passed over. */
    static Grid parse(String text) {
        List<List<String>> lines = text.lines()
                .filter(line -> line.startsWith("|") && !line.startsWith("|---"))
                .map(Grid::cells)
                .toList();
        if (lines.isEmpty()) {
            return new Grid("", List.of());
        }
        List<String> head = lines.getFirst();
        Grid grid = new Grid(head.getFirst(), head.subList(1, head.size()));
        for (List<String> line : lines.subList(1, lines.size())) {
            for (int i = 1; i < line.size() && i < head.size(); i++) {
                grid.put(line.getFirst(), head.get(i), line.get(i));
            }
        }
        return grid;
    }

    /** Fills a cell; rows and columns that are not there yet come last. */
    void put(String row, String column, String cell) {
        if (!columns.contains(column)) {
            columns.add(column);
        }
        // A bar would end the cell.
        rows.computeIfAbsent(row, Grid::empty)
                .put(column, cell.replace('|', '/').replace('\n', ' '));
    }

    String get(String row, String column) {
        return rows.getOrDefault(row, Map.of()).getOrDefault(column, "");
    }

    List<String> rows() {
        return List.copyOf(rows.keySet());
    }

    List<String> columns() {
        return List.copyOf(columns);
    }

    /** Each line ends with a line feed. */
    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("| ")
                .append(corner)
                .append(" | ")
                .append(String.join(" | ", columns))
                .append(" |\n");
        text.append("|---".repeat(columns.size() + 1)).append("|\n");
        for (String row : rows.keySet()) {
            text.append("| ")
                    .append(row)
                    .append(" | ")
                    .append(columns.stream().map(column -> get(row, column)).collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static Map<String, String> empty(String row) {
        return new LinkedHashMap<>();
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1).split("\\|", -1)) {
            cells.add(cell.strip());
        }
        cells.removeLast();
        return cells;
    }
}
