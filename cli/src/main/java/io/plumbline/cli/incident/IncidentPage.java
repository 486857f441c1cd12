// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.incident.Timeline.Detail;
import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Style;
import io.plumbline.cli.terminal.Terminal;
import io.plumbline.cli.terminal.Wrap;
import io.plumbline.cli.words.CountWords;
import io.plumbline.cli.words.CoverageWords;
import io.plumbline.cli.words.EnumWords;
import io.plumbline.cli.words.PeerWords;
import io.plumbline.cli.words.TimeWords;
import io.plumbline.v1.ContainerInstance;
import io.plumbline.v1.Decision;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.Pod;
import io.plumbline.v1.Technique;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One incident, told on one screen: what happened, where, who started what, why it is not normal, what was not seen, and
 * what to do next. Says less of each deviation where the screen would not hold it.
 */
final class IncidentPage {
    static final int SCREEN = 40;

    private record Room(Detail detail, int deviations, int processes) {}

    private static final List<Room> ROOMS = List.of(
            new Room(Detail.REASONS, Integer.MAX_VALUE, Integer.MAX_VALUE),
            new Room(Detail.REASON, Integer.MAX_VALUE, Integer.MAX_VALUE),
            new Room(Detail.REASON, Integer.MAX_VALUE, 6),
            new Room(Detail.SEVERE_REASON, Integer.MAX_VALUE, 6),
            new Room(Detail.REASON, 5, 6),
            new Room(Detail.FACT, 9, 6),
            new Room(Detail.FACT, 6, 4),
            new Room(Detail.FACT, 3, 2));

    private final IncidentRecord entry;
    private final Incident incident;
    private final boolean wide;

    IncidentPage(IncidentRecord entry, boolean wide) {
        this.entry = entry;
        this.incident = entry.getIncident();
        this.wide = wide;
    }

    /** Returns at most {@link #SCREEN} lines of {@link Terminal#COLUMNS}, unless wide. */
    List<Line> lines() {
        for (Room room : ROOMS) {
            List<Line> lines = lines(room);
            if (wide || lines.size() <= SCREEN) {
                return lines;
            }
        }
        return lines(ROOMS.getLast());
    }

    private List<Line> lines(Room room) {
        var lines = new ArrayList<Line>();
        lines.addAll(head());
        lines.addAll(where());
        lines.add(Line.empty());
        lines.add(Line.of(Style.BOLD, "WHAT HAPPENED"));
        lines.addAll(new Timeline(incident.getDeviationsList())
                .lines(room.detail(), room.deviations(), incident.getDeviationsOmitted(), wide));
        List<Line> tree = new ProcessTree(incident.getDeviationsList()).lines(room.processes(), wide);
        if (!tree.isEmpty()) {
            lines.add(Line.empty());
            lines.add(Line.of(Style.BOLD, "WHO STARTED WHAT"));
            tree.forEach(line -> lines.add(wide ? line : line.cut(Terminal.COLUMNS)));
        }
        lines.add(Line.empty());
        lines.addAll(verdict());
        lines.add(Line.empty());
        lines.addAll(next());
        return lines;
    }

    private List<Line> head() {
        var lines = new ArrayList<Line>();
        Style style = SeverityStyle.style(incident.getSeverity());
        String severity = EnumWords.severity(incident).toUpperCase(java.util.Locale.ROOT);
        lines.add(cut(Line.of(style, severity).and("  ").and(Style.BOLD, incident.getTitle())));
        String same = entry.getGroupSize() == 0
                ? ""
                : "; " + CountWords.of(entry.getGroupSize()) + " more with the same story";
        lines.add(field(
                "incident",
                incident.getIncidentId() + "  " + EnumWords.status(entry) + ", revision "
                        + Integer.toUnsignedString(incident.getRevision()) + same));
        long first = incident.getFirstSeenUnixNanos();
        long last = incident.getLastSeenUnixNanos();
        lines.add(field(
                "seen",
                TimeWords.full(first)
                        + (last > first ? ", for " + TimeWords.duration(TimeWords.between(first, last)) : "")
                        + ", on node " + incident.getNode()));
        return lines;
    }

    private List<Line> where() {
        Pod pod = incident.getPod();
        ContainerInstance container = incident.getContainer();

        String type = EnumWords.of(container.getType(), container.getTypeValue(), "CONTAINER_TYPE_");
        String digest = container.hasImageDigest() ? "  " + digest(container.getImageDigest()) : "";
        String labels = pod.getLabelsMap().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(", "));
        var lines = new ArrayList<Line>();
        lines.add(field(
                "workload", PeerWords.of(incident.getBaseline().getWorkload()) + "  (known by " + source() + ")"));
        lines.add(field(
                "pod",
                pod.getNamespace() + "/" + pod.getName()
                        + (pod.getIpsCount() == 0 ? "" : "  " + String.join(" ", pod.getIpsList()))
                        + (pod.hasServiceAccount() ? "  service account " + pod.getServiceAccount() : "")));
        if (!labels.isEmpty()) {
            lines.add(field("labels", labels));
        }
        lines.add(field(
                "container",
                container.getName() + "  (" + type + ", start " + (container.getAttempt() + 1) + ", since "
                        + TimeWords.full(container.getStartedAtUnixNanos()) + ")  " + id(container)));
        lines.add(field("image", container.getImage() + digest));
        return lines;
    }

    private String source() {
        return switch (incident.getIdentitySource()) {
            case IDENTITY_SOURCE_API -> "the Kubernetes API";
            case IDENTITY_SOURCE_LABELS -> "its pod's labels";
            case IDENTITY_SOURCE_NAME -> "its pod's name";
            case IDENTITY_SOURCE_UNSPECIFIED, UNRECOGNIZED ->
                EnumWords.of(incident.getIdentitySource(), incident.getIdentitySourceValue(), "IDENTITY_SOURCE_");
        };
    }

    private String id(ContainerInstance container) {
        String id = container.getId();
        return wide || id.length() <= 12 ? id : id.substring(0, 12);
    }

    private String digest(String digest) {
        return wide || digest.length() <= 19 ? digest : digest.substring(0, 19);
    }

    private List<Line> verdict() {
        int columns = wide ? Integer.MAX_VALUE : Terminal.COLUMNS;
        var lines = new ArrayList<Line>();
        String confidence = incident.getConfidence() > 0
                ? " (confidence in the baseline " + CountWords.percent(incident.getConfidence()) + ")"
                : "";
        lines.addAll(paragraph(
                "severity",
                EnumWords.severity(incident) + ": " + incident.getSeverityBecause() + confidence,
                columns,
                2));
        String techniques = incident.getDeviationsList().stream()
                .flatMap(deviation -> deviation.getTechniquesList().stream())
                .map(IncidentPage::technique)
                .distinct()
                .collect(Collectors.joining("; "));
        if (!techniques.isEmpty()) {
            lines.addAll(paragraph("ATT&CK " + incident.getAttackVersion(), techniques, columns, 2));
        }
        if (incident.hasCoverage()) {
            String unwatched = CoverageWords.unwatched(incident.getCoverage());
            lines.addAll(paragraph("coverage", CoverageWords.seen(incident.getCoverage()), columns, 2));
            if (!unwatched.isEmpty()) {
                lines.addAll(paragraph("", unwatched, columns, 2));
            }
        } else {
            lines.add(field("coverage", "The agent did not say what it could not see."));
        }
        return lines;
    }

    private static String technique(Technique technique) {
        return technique.getId() + " " + technique.getName()
                + (technique.getTactic().isEmpty() ? "" : " (" + technique.getTactic() + ")");
    }

    private List<Line> next() {
        if (entry.hasDecision()) {
            return decided(entry.getDecision());
        }
        if (entry.getStatus() != IncidentStatus.INCIDENT_STATUS_OPEN) {
            return List.of(field("next", "Nothing: the incident is " + EnumWords.status(entry) + "."));
        }
        String id = IncidentId.brief(incident.getIncidentId());
        var lines = new ArrayList<Line>();
        lines.add(command("next", "plumbline accept " + id + " --reason '...'", "it belongs to this workload"));
        if (incident.getDeviationsCount() > 1) {
            lines.add(command("", "plumbline accept " + id + " --deviation 1", "only the first fact"));
        }
        lines.add(command("", "plumbline reject " + id + " --reason '...'", "it must not happen: raise it always"));
        return lines;
    }

    private List<Line> decided(Decision decision) {
        String expires =
                decision.hasExpiresAtUnixNanos() ? ", until " + TimeWords.full(decision.getExpiresAtUnixNanos()) : "";
        String reason = decision.getReason().isEmpty() ? "" : ": " + decision.getReason();
        String what = EnumWords.status(entry) + " by " + decision.getActor() + " on "
                + TimeWords.full(decision.getDecidedAtUnixNanos()) + ", for the "
                + EnumWords.of(decision.getScope(), decision.getScopeValue(), "SCOPE_") + expires + reason;
        var lines = new ArrayList<>(paragraph("decision", what, wide ? Integer.MAX_VALUE : Terminal.COLUMNS, 3));
        if (!decision.getDecisionId().isEmpty()) {
            lines.add(command("next", "plumbline undo " + decision.getDecisionId(), "take it back"));
        }
        return lines;
    }

    private static Line command(String label, String command, String effect) {
        return Line.of(Style.DIM, label)
                .pad(11)
                .and(Style.CYAN, command)
                .pad(62)
                .and(Style.DIM, "  " + effect);
    }

    private Line field(String name, String value) {
        return cut(Line.of(Style.DIM, name).pad(11).and(value));
    }

    private static List<Line> paragraph(String name, String text, int columns, int most) {
        List<Line> lines = Wrap.words(" ".repeat(11), text, columns);
        var shown = new ArrayList<Line>();
        for (int i = 0; i < Math.min(most, lines.size()); i++) {
            String bare = lines.get(i).plain().substring(11);
            boolean cut = i == most - 1 && lines.size() > most;
            Line line = Line.of(Style.DIM, i == 0 ? name : "").pad(11).and(bare + (cut ? " \u2026" : ""));
            shown.add(line.cut(columns));
        }
        return shown;
    }

    private Line cut(Line line) {
        return wide ? line : line.cut(Terminal.COLUMNS);
    }
}
