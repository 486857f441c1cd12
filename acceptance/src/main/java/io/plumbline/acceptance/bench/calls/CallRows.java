// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import io.plumbline.acceptance.bench.report.Row;
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

    static List<Row> of(CallResults results) {
        List<Row> rows = new ArrayList<>();
        for (Call call : Call.values()) {
            String name = "calls, " + call + ": ";
            rows.add(Row.of(
                    name + "no agent", results.quick(Watching.NOBODY, call).median(), "ns"));
            rows.add(Row.of(name + "no agent, spread of rounds", spread(results, Watching.NOBODY, call), "%"));
            for (Watching agent : results.agents()) {
                rows.addAll(compared(name + words(results, agent) + ": ", results, call, agent));
            }
        }
        return List.copyOf(rows);
    }

    private static List<Row> compared(String name, CallResults results, Call call, Watching agent) {
        double alone = results.quick(Watching.NOBODY, call).median();
        double watched = results.quick(agent, call).median();
        double medianAlone = results.median(Watching.NOBODY, call).median();
        double medianWatched = results.median(agent, call).median();
        double spread = spread(results, agent, call);
        return List.of(
                Row.of(name + "with", watched, "ns"),
                Row.of(name + "spread of rounds", spread, "%"),
                call == Call.GETPPID
                        ? judged(
                                name + DIFFERENCE,
                                watched - alone,
                                target(results.variant(agent)),
                                Math.max(spread, spread(results, Watching.NOBODY, call)))
                        : Row.of(name + DIFFERENCE, watched - alone, "ns"),
                Row.of(name + "ratio", watched / alone, "x"),
                Row.of(name + "ratio of median batches", medianWatched / medianAlone, "x"));
    }

    /** Other work on the machine does not reach into every batch: what counts is whether rounds agree. */
    private static Row judged(String name, double nanos, Target target, double spread) {
        return spread <= MOST_SPREAD ? Row.judged(name, nanos, "ns", target) : Row.undecided(name, nanos, "ns", target);
    }

    private static double spread(CallResults results, Watching watching, Call call) {
        Samples quick = results.quick(watching, call);
        return 100 * (quick.highest() / quick.lowest() - 1);
    }

    /** How the agent was told to watch, and how it does. */
    private static String words(CallResults results, Watching agent) {
        String variant = results.variant(agent);
        boolean measuredOnce = agent == Watching.CHOSEN && variant.equals(KernelVariant.SYS_EXIT);
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
