// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Style;
import io.plumbline.cli.terminal.Table;
import io.plumbline.cli.terminal.Table.Column;
import io.plumbline.cli.terminal.Terminal;
import io.plumbline.cli.words.CountWords;
import io.plumbline.cli.words.EnumWords;
import io.plumbline.cli.words.TimeWords;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Many incidents, one line each. */
final class IncidentTable {
    private final boolean wide;
    private final Instant now;

    IncidentTable(boolean wide, Instant now) {
        this.wide = wide;
        this.now = now;
    }

    List<Line> lines(List<IncidentRecord> records) {
        if (records.isEmpty()) {
            return List.of(Line.of("No incidents."));
        }
        var columns = new ArrayList<Column>(List.of(
                Column.text("INCIDENT"),
                Column.text("SEVERITY"),
                Column.text("STATUS"),
                Column.text("AGE"),
                Column.text("WORKLOAD", wide ? Integer.MAX_VALUE : 24)));
        if (wide) {
            columns.addAll(List.of(
                    Column.text("CONTAINER"),
                    Column.text("POD"),
                    Column.text("NODE"),
                    Column.number("REVISION"),
                    Column.number("DEVIATIONS"),
                    Column.number("EVENTS"),
                    Column.number("SAME STORY")));
        }
        columns.add(Column.text("WHAT HAPPENED"));
        var table = new Table(columns.toArray(Column[]::new));
        records.forEach(incident -> table.row(row(incident)));
        return wide
                ? table.lines()
                : table.lines().stream().map(line -> line.cut(Terminal.COLUMNS)).toList();
    }

    /** One line without headings, for a watch. */
    Line line(IncidentRecord entry) {
        Incident incident = entry.getIncident();
        long at = incident.getLastSeenUnixNanos();
        Line line = Line.of(Style.DIM, TimeWords.clock(at, at))
                .and("  " + IncidentId.brief(incident.getIncidentId()) + " r"
                        + Integer.toUnsignedString(incident.getRevision()) + "  ")
                .and(SeverityStyle.word(incident.getSeverity(), incident.getSeverityValue())
                        .pad(8))
                .and("  ")
                .and(Line.of(EnumWords.status(entry)).pad(8))
                .and("  ")
                .and(Style.BOLD, workload(incident))
                .and("  " + news(incident));
        return wide
                ? line.and("  (" + incident.getPod().getName() + " on " + incident.getNode() + ", "
                        + CountWords.of(deviations(incident), "deviation", "deviations") + ", "
                        + CountWords.of(events(incident), "event", "events") + ")")
                : line;
    }

    /** The first revision tells the incident, each later one what happened last. */
    private static String news(Incident incident) {
        return incident.getRevision() <= 1
                ? incident.getTitle()
                : incident.getDeviationsList().stream()
                        .max(Comparator.comparingLong(Deviation::getLastSeenUnixNanos))
                        .map(last -> "+ " + Timeline.what(last)
                                + (last.getCount() > 1 ? "  " + CountWords.of(last.getCount()) + " times" : ""))
                        .orElse(incident.getTitle());
    }

    private List<Line> row(IncidentRecord entry) {
        Incident incident = entry.getIncident();
        var cells = new ArrayList<>(List.of(
                Line.of(IncidentId.brief(incident.getIncidentId())),
                SeverityStyle.word(incident.getSeverity(), incident.getSeverityValue()),
                Line.of(EnumWords.status(entry)),
                Line.of(TimeWords.age(incident.getLastSeenUnixNanos(), now)),
                Line.of(workload(incident))));
        if (wide) {
            cells.addAll(List.of(
                    Line.of(incident.getBaseline().getContainerName()),
                    Line.of(incident.getPod().getName()),
                    Line.of(incident.getNode()),
                    Line.of(Integer.toUnsignedString(incident.getRevision())),
                    Line.of(CountWords.of(deviations(incident))),
                    Line.of(CountWords.of(events(incident))),
                    Line.of(Integer.toUnsignedString(entry.getGroupSize()))));
        }
        cells.add(Line.of(incident.getTitle()));
        return cells;
    }

    private static String workload(Incident incident) {
        var workload = incident.getBaseline().getWorkload();
        return workload.getNamespace() + "/" + workload.getName();
    }

    private static long deviations(Incident incident) {
        return incident.getDeviationsCount() + incident.getDeviationsOmitted();
    }

    private static long events(Incident incident) {
        return incident.getDeviationsList().stream()
                .mapToLong(Deviation::getCount)
                .sum();
    }
}
