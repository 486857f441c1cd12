// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.agent;

import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Style;
import io.plumbline.cli.terminal.Table;
import io.plumbline.cli.terminal.Table.Column;
import io.plumbline.cli.words.CountWords;
import io.plumbline.cli.words.TimeWords;
import io.plumbline.v1.AgentInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Agents, one line each. */
final class AgentTable {
    private static final long MILLISECOND = 1_000_000L;

    private final boolean wide;
    private final Instant now;

    AgentTable(boolean wide, Instant now) {
        this.wide = wide;
        this.now = now;
    }

    List<Line> lines(List<AgentInfo> agents) {
        if (agents.isEmpty()) {
            return List.of(Line.of("No agents."));
        }
        var columns = new ArrayList<Column>(List.of(
                Column.text("NODE", wide ? Integer.MAX_VALUE : 40),
                Column.text("STREAM"),
                Column.text("SEEN"),
                Column.text("SENSOR"),
                Column.number("CONTAINERS"),
                Column.number("CLOCK"),
                Column.text("VERSION", wide ? Integer.MAX_VALUE : 16)));
        if (wide) {
            columns.addAll(
                    List.of(Column.text("EPOCH"), Column.number("ACKNOWLEDGED"), Column.text("WHY NO BETTER SENSOR")));
        }
        var table = new Table(columns.toArray(Column[]::new));
        agents.forEach(agent -> table.row(row(agent)));
        return table.lines();
    }

    private List<Line> row(AgentInfo agent) {
        var cells = new ArrayList<>(List.of(
                Line.of(agent.getNode()),
                agent.getConnected() ? Line.of(Style.GREEN, "connected") : Line.of(Style.RED, "gone"),
                Line.of(TimeWords.age(agent.getLastSeenUnixNanos(), now)),
                Line.of(agent.getSensor()),
                Line.of(Integer.toUnsignedString(agent.getContainers())),
                Line.of((agent.getClockSkewNanos() >= 0 ? "+" : "") + agent.getClockSkewNanos() / MILLISECOND + " ms"),
                Line.of(agent.getVersion())));
        if (wide) {
            cells.addAll(List.of(
                    Line.of(agent.getEpoch()),
                    Line.of(CountWords.of(agent.getAckedSequence())),
                    Line.of(agent.getSensorReason())));
        }
        return cells;
    }
}
