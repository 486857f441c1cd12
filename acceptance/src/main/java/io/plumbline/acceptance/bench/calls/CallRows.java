// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Samples;
import io.plumbline.acceptance.bench.report.Target;
import java.util.ArrayList;
import java.util.List;

/** The figures of timed calls; docs/benchmarks.md says what each means. */
final class CallRows {
    private static final String DIFFERENCE = "difference";
    private static final Target WITH_A_PROGRAM = Target.atMost(40);
    /** Nothing at all, and what quick batches differ by. */
    private static final Target WITHOUT_A_PROGRAM = Target.atMost(5);

    /** Rounds that differ by more than this, in percent, decide nothing. */
    private static final double MOST_SPREAD = 2;

    private CallRows() {}

    static List<Figure> of(CallResults results) {
        List<Figure> rows = new ArrayList<>();
        for (Call call : Call.values()) {
            String name = "calls, " + call + ": ";
            rows.add(Figure.of(
                    name + "no agent", results.quick(WatchMode.NOBODY, call).median(), "ns"));
            rows.add(Figure.of(name + "no agent, spread of rounds", spread(results, WatchMode.NOBODY, call), "%"));
            for (WatchMode agent : results.agents()) {
                rows.addAll(compared(name + words(results, agent) + ": ", results, call, agent));
            }
        }
        return List.copyOf(rows);
    }

    private static List<Figure> compared(String name, CallResults results, Call call, WatchMode agent) {
        double alone = results.quick(WatchMode.NOBODY, call).median();
        double watched = results.quick(agent, call).median();
        double medianAlone = results.median(WatchMode.NOBODY, call).median();
        double medianWatched = results.median(agent, call).median();
        double spread = spread(results, agent, call);
        return List.of(
                Figure.of(name + "with", watched, "ns"),
                Figure.of(name + "spread of rounds", spread, "%"),
                call == Call.GETPPID
                        ? judged(
                                name + DIFFERENCE,
                                watched - alone,
                                target(results.variant(agent)),
                                Math.max(spread, spread(results, WatchMode.NOBODY, call)))
                        : Figure.of(name + DIFFERENCE, watched - alone, "ns"),
                Figure.of(name + "ratio", watched / alone, "x"),
                Figure.of(name + "ratio of median batches", medianWatched / medianAlone, "x"));
    }

    /** Other work on the machine does not reach into every batch: what counts is whether rounds agree. */
    private static Figure judged(String name, double nanos, Target target, double spread) {
        return spread <= MOST_SPREAD
                ? Figure.judged(name, nanos, "ns", target)
                : Figure.undecided(name, nanos, "ns", target);
    }

    private static double spread(CallResults results, WatchMode watching, Call call) {
        Samples quick = results.quick(watching, call);
        return 100 * (quick.highest() / quick.lowest() - 1);
    }

    /** Describes how the agent was told to watch, and how it does. */
    private static String words(CallResults results, WatchMode agent) {
        String variant = results.variant(agent);
        boolean measuredOnce = agent == WatchMode.CHOSEN && variant.equals(KernelVariant.SYS_EXIT);
        return switch (agent) {
            case NOBODY, WITHOUT_KERNEL -> agent.toString();
            case CHOSEN, WITHOUT_TRAMPOLINES ->
                agent + (measuredOnce ? " with and without trampolines" : "") + " (kernel by " + variant + ")";
        };
    }

    private static Target target(String variant) {
        return variant.equals(KernelVariant.SYS_EXIT) ? WITH_A_PROGRAM : WITHOUT_A_PROGRAM;
    }
}
