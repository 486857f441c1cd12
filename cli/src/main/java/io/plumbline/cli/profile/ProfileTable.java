// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.profile;

import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Style;
import io.plumbline.cli.terminal.Table;
import io.plumbline.cli.terminal.Table.Column;
import io.plumbline.cli.words.CountWords;
import io.plumbline.cli.words.TimeWords;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.ProfileSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Many profiles, one line each. */
final class ProfileTable {
    private static final int BAR = 10;

    private final boolean wide;
    private final Instant now;

    ProfileTable(boolean wide, Instant now) {
        this.wide = wide;
        this.now = now;
    }

    List<Line> lines(List<ProfileSummary> profiles) {
        if (profiles.isEmpty()) {
            return List.of(Line.of("No profiles."));
        }
        var columns = new ArrayList<Column>(List.of(
                Column.text("NAMESPACE", wide ? Integer.MAX_VALUE : 16),
                Column.text("WORKLOAD", wide ? Integer.MAX_VALUE : 30),
                Column.text("CONTAINER", wide ? Integer.MAX_VALUE : 14),
                Column.text("STATE"),
                Column.text("PROGRESS"),
                Column.number("ENTRIES"),
                Column.number("CONFIRM")));
        if (wide) {
            columns.addAll(List.of(
                    Column.text("MODE"),
                    Column.text("SINCE"),
                    Column.number("GENERATION"),
                    Column.number("OBSERVATIONS"),
                    Column.number("LOST"),
                    Column.text("WHY")));
        }
        var table = new Table(columns.toArray(Column[]::new));
        profiles.forEach(profile -> table.row(row(profile)));
        return table.lines();
    }

    private List<Line> row(ProfileSummary profile) {
        var workload = profile.getKey().getWorkload();
        var cells = new ArrayList<>(List.of(
                Line.of(workload.getNamespace()),
                Line.of(workload.getKind() + "/" + workload.getName()),
                Line.of(profile.getKey().getContainerName()),
                StateWords.state(profile.getState(), profile.getStateValue()),
                Line.of(progress(profile)),
                Line.of(Integer.toUnsignedString(profile.getEntries())),
                Line.of(
                        profile.getToConfirm() == 0 ? Style.PLAIN : Style.YELLOW,
                        Integer.toUnsignedString(profile.getToConfirm()))));
        if (wide) {
            cells.addAll(List.of(
                    Line.of(StateWords.mode(profile.getMode(), profile.getModeValue())),
                    Line.of(TimeWords.age(profile.getStateSinceUnixNanos(), now)),
                    Line.of(Long.toUnsignedString(profile.getGeneration())),
                    Line.of(CountWords.of(profile.getProgress().getObservations())),
                    Line.of(CountWords.of(profile.getProgress().getLost())),
                    Line.of(why(profile))));
        }
        return cells;
    }

    /** Progress is that of the lock rule: what is locked has none. */
    private static String progress(ProfileSummary profile) {
        return profile.getState() == BaselineState.BASELINE_STATE_STABLE
                ? "locked"
                : CountWords.bar(profile.getProgress().getFraction(), BAR);
    }

    private static String why(ProfileSummary profile) {
        var waiting = profile.getProgress().getWaitingForList();
        boolean locked = profile.getState() == BaselineState.BASELINE_STATE_STABLE;
        return locked || waiting.isEmpty() ? profile.getStateReason() : "waits for: " + String.join("; ", waiting);
    }
}
