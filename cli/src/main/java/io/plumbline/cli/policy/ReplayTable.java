// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.policy;

import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Style;
import io.plumbline.cli.terminal.Table;
import io.plumbline.cli.terminal.Table.Column;
import io.plumbline.cli.words.BehaviorWords;
import io.plumbline.cli.words.CountWords;
import io.plumbline.v1.PolicyReplay;
import io.plumbline.v1.ReplayedFlow;
import java.util.ArrayList;
import java.util.List;

/** The flows that a policy would have denied, one line each. */
final class ReplayTable {
    private final boolean wide;

    ReplayTable(boolean wide) {
        this.wide = wide;
    }

    List<Line> lines(PolicyReplay replay) {
        long normal =
                replay.getDeniedList().stream().filter(ReplayedFlow::getNormal).count();
        long drift = replay.getDeniedCount() - normal;
        var lines = new ArrayList<Line>();
        lines.add(Line.of("Replayed over ")
                .and(CountWords.of(Integer.toUnsignedLong(replay.getFlows()), "flow", "flows"))
                .and(": denies ")
                .and(normal == 0 ? Style.GREEN : Style.RED_BOLD, normal == 0 ? "no normal one" : normal + " normal")
                .and(drift == 0 ? "." : ", and " + drift + " of open incidents."));
        if (replay.getDeniedCount() > 0) {
            var table = new Table(
                    Column.text("DENIED"),
                    Column.text("FLOW", wide ? Integer.MAX_VALUE : 64),
                    Column.text("ADDRESS"),
                    Column.number("COUNT"),
                    Column.text("BECAUSE"));
            replay.getDeniedList().forEach(flow -> table.row(row(flow)));
            lines.addAll(table.lines());
        }
        return lines;
    }

    private static List<Line> row(ReplayedFlow flow) {
        return List.of(
                flow.getNormal() ? Line.of(Style.RED_BOLD, "normal") : Line.of(Style.GREEN, "drift"),
                Line.of(BehaviorWords.deed(flow.getBehavior())),
                Line.of(flow.getAddress().isEmpty() ? "-" : flow.getAddress()),
                Line.of(CountWords.of(flow.getCount())),
                Line.of(flow.getBecause()));
    }
}
