// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.incident;

import io.plumbline.cli.terminal.Line;
import io.plumbline.cli.terminal.Style;
import io.plumbline.cli.terminal.Terminal;
import io.plumbline.cli.terminal.Wrap;
import io.plumbline.cli.words.BehaviorWords;
import io.plumbline.cli.words.CountWords;
import io.plumbline.cli.words.EnumWords;
import io.plumbline.cli.words.ProcessWords;
import io.plumbline.cli.words.TimeWords;
import io.plumbline.cli.words.TrafficWords;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.Connection;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Severity;
import io.plumbline.v1.Technique;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The deviations of an incident, in the order in which it was first seen. */
final class Timeline {
    /** The amount of detail that is told of each deviation. */
    enum Detail {
        /** The behaviour and every reason. */
        REASONS,
        /** The behaviour and the most important reason. */
        REASON,
        /** The behaviour, and the most important reason where the severity is high or critical. */
        SEVERE_REASON,
        /** The behaviour alone. */
        FACT
    }

    private static final String INDENT = " ".repeat(24);

    private final List<Deviation> deviations;

    Timeline(List<Deviation> deviations) {
        this.deviations = deviations;
    }

    /** The deviations, at most {@code limit} of them. */
    List<Line> lines(Detail detail, int limit, long omitted, boolean wide) {
        var lines = new ArrayList<Line>();
        List<Integer> shown = mostTelling(limit);
        shown.forEach(i -> lines.addAll(deviation(i, detail, wide)));
        long hidden = deviations.size() - shown.size() + omitted;
        if (hidden > 0) {
            lines.add(Line.of(
                    Style.DIM,
                    "    ... " + CountWords.of(hidden, "more deviation", "more deviations")
                            + (omitted == 0
                                    ? " (-o wide shows all)"
                                    : ", of which the agent kept only the number: " + CountWords.of(omitted))));
        }
        return lines;
    }

    /**
     * Picks the deviations to show where not all fit: one of each kind before more of the same, severe before harmless; still
     * in the order of time.
     */
    private List<Integer> mostTelling(int limit) {
        var rules = new HashSet<String>();
        var firstOfItsRule = new boolean[deviations.size()];
        for (int i = 0; i < deviations.size(); i++) {
            firstOfItsRule[i] = rules.add(deviations.get(i).getRule());
        }
        return IntStream.range(0, deviations.size())
                .boxed()
                .sorted(Comparator.<Integer, Boolean>comparing(i -> !firstOfItsRule[i])
                        .thenComparingInt(i -> -deviations.get(i).getSeverityValue()))
                .limit(limit)
                .sorted()
                .toList();
    }

    private List<Line> deviation(int index, Detail detail, boolean wide) {
        Deviation deviation = deviations.get(index);
        long reference = deviations.getFirst().getFirstSeenUnixNanos();
        var head = Line.of(Style.BOLD, String.valueOf(index + 1))
                .padLeft(3)
                .and("  " + TimeWords.clock(deviation.getFirstSeenUnixNanos(), reference) + "  ")
                .and(SeverityStyle.word(deviation.getSeverity(), deviation.getSeverityValue())
                        .pad(8))
                .and("  " + what(deviation));
        var lines = new ArrayList<Line>();
        lines.add(wide ? head : fit(head, tail(deviation)));
        if (wide) {
            lines.add(Line.of(INDENT + "rule " + deviation.getRule() + ", key " + deviation.getKey()
                    + tail(deviation).replace("  ", ", ")));
        }
        boolean severe = deviation.getSeverityValue() >= Severity.SEVERITY_HIGH_VALUE;
        if (detail != Detail.FACT && (severe || detail != Detail.SEVERE_REASON)) {
            deviation.getBecauseList().stream()
                    .limit(detail == Detail.REASONS ? Long.MAX_VALUE : 1)
                    .forEach(reason -> lines.addAll(reason(reason, detail, wide)));
        }
        return lines;
    }

    private static List<Line> reason(String reason, Detail detail, boolean wide) {
        int columns = wide ? Integer.MAX_VALUE : Terminal.COLUMNS;
        return detail == Detail.REASONS
                ? Wrap.words(INDENT + "- ", reason, columns)
                : List.of(Line.of(INDENT + "- " + reason).cut(columns));
    }

    private static Line fit(Line head, String tail) {
        return head.cut(Terminal.COLUMNS - tail.length()).and(tail);
    }

    /** Techniques and count: what must not be cut off. */
    private static String tail(Deviation deviation) {
        String techniques =
                deviation.getTechniquesList().stream().map(Technique::getId).collect(Collectors.joining(" "));
        return (techniques.isEmpty() ? "" : "  " + techniques)
                + (deviation.getCount() > 1 ? "  " + CountWords.of(deviation.getCount()) + " times" : "");
    }

    /** Describes a deviation in a few words. */
    static String what(Deviation deviation) {
        Behavior behavior = deviation.getBehavior();
        if (behavior.hasExecution() && deviation.hasProcess()) {
            String parent = behavior.getExecution().hasParent()
                    ? BehaviorWords.of(behavior).split(" -> ", 2)[0] + " started "
                    : "";
            return session(deviation) + parent + ProcessWords.command(deviation.getProcess()) + origin(behavior);
        }
        boolean named = behavior.hasPrivilege()
                || behavior.hasExecution()
                || behavior.hasCodeMapping()
                || behavior.hasSocketUse()
                || behavior.hasKernelUse();
        String doer = deviation.hasProcess() && !named ? name(deviation) + " " : "";
        return session(deviation)
                + doer
                + TrafficWords.deed(deviation.getRule(), behavior)
                + (deviation.hasConnection() ? address(deviation.getConnection()) : "");
    }

    private static String session(Deviation deviation) {
        return switch (deviation.getKind()) {
            case DEVIATION_KIND_SESSION -> "exec session: ";
            case DEVIATION_KIND_DENIED -> "denied: ";
            case DEVIATION_KIND_DRIFT, DEVIATION_KIND_INVARIANT, DEVIATION_KIND_UNSPECIFIED -> "";
            case UNRECOGNIZED -> EnumWords.of(deviation.getKind(), deviation.getKindValue(), "DEVIATION_KIND_") + ": ";
        };
    }

    private static String origin(Behavior behavior) {
        String origin = EnumWords.origin(behavior.getExecution().getExecutable());
        return origin.isEmpty() ? "" : " (" + origin + ")";
    }

    private static String name(Deviation deviation) {
        String command = ProcessWords.command(deviation.getProcess());
        int space = command.indexOf(' ');
        return space < 0 ? command : command.substring(0, space);
    }

    private static String address(Connection connection) {
        String remote = connection.getRemoteAddress();
        boolean said = connection.getPeer().getCidr().startsWith(remote + "/");
        return remote.isEmpty() || said ? "" : " (" + remote + ")";
    }
}
