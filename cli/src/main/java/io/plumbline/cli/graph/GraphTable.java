// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.graph;

import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Style;
import io.plumbline.cli.terminal.Table;
import io.plumbline.cli.terminal.Table.Column;
import io.plumbline.cli.words.CountWords;
import io.plumbline.cli.words.TimeWords;
import io.plumbline.v1.BehaviorClass;
import io.plumbline.v1.EntryState;
import io.plumbline.v1.GraphEdge;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The graph for people: a table for each namespace. */
final class GraphTable {
    private final String namespace;
    private final boolean wide;
    private final Instant now;

    /** {@code namespace}: of the edges; empty for all. */
    GraphTable(String namespace, boolean wide, Instant now) {
        this.namespace = namespace;
        this.wide = wide;
        this.now = now;
    }

    List<Line> lines(List<GraphEdge> edges) {
        if (edges.isEmpty()) {
            return List.of(Line.of(
                    "Nobody " + (namespace.isEmpty() ? "" : "in " + namespace + " ") + "was seen to talk to anybody."));
        }
        Map<String, List<GraphEdge>> byNamespace = new TreeMap<>();
        edges.forEach(edge -> byNamespace
                .computeIfAbsent(Ends.home(edge), home -> new ArrayList<>())
                .add(edge));
        var lines = new ArrayList<Line>();
        byNamespace.forEach((home, all) -> {
            if (!lines.isEmpty()) {
                lines.add(Line.empty());
            }
            lines.add(Line.of(Style.BOLD, home.isEmpty() ? "without a namespace" : home));
            table(home, all).forEach(line -> lines.add(Line.of("  ").and(line)));
        });
        return lines;
    }

    private List<Line> table(String home, List<GraphEdge> edges) {
        var table = new Table(
                Column.text("FROM", wide ? Integer.MAX_VALUE : 26),
                Column.text("TO", wide ? Integer.MAX_VALUE : 32),
                Column.text("PORT"),
                Column.number("COUNT"),
                Column.text("SEEN"),
                Column.text("KNOWN TO"),
                Column.text("STATE"));
        edges.forEach(edge -> table.row(row(home, edge)));
        return table.lines();
    }

    private List<Line> row(String home, GraphEdge edge) {
        return List.of(
                Line.of(Ends.words(edge.getFrom(), home)),
                Line.of(Ends.words(edge.getTo(), home)),
                Line.of(Ends.port(edge)),
                Line.of(CountWords.of(edge.getCount())),
                Line.of(edge.getLastSeenUnixNanos() == 0 ? "never" : TimeWords.age(edge.getLastSeenUnixNanos(), now)),
                Line.of(knownTo(edge)),
                state(edge));
    }

    private static String knownTo(GraphEdge edge) {
        if (edge.getKnownToClient()) {
            return edge.getKnownToServer() ? "both" : "client";
        }
        return edge.getKnownToServer() ? "server" : "nobody";
    }

    private static Line state(GraphEdge edge) {
        String words = Ends.state(edge);
        String sensitive = edge.getBehaviorClass() == BehaviorClass.BEHAVIOR_CLASS_SENSITIVE ? "sensitive" : "";
        String between = words.isEmpty() || sensitive.isEmpty() ? "" : ", ";
        boolean denied = edge.getState() == EntryState.ENTRY_STATE_DENIED;
        return Line.of(denied ? Style.RED : Style.YELLOW, words + between + sensitive);
    }
}
