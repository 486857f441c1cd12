// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.report.Row;
import io.plumbline.acceptance.bench.report.Samples;
import io.plumbline.acceptance.bench.report.Target;
import io.plumbline.acceptance.bench.storm.StormRun.Watched;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The figures of a storm session; docs/benchmarks.md says what each means and where the targets come from. */
final class StormRows {
    /** Others that use more of the machine than this disturb the times: then these decide nothing. */
    static final double QUIET = 0.1;

    private static final double MIB = 1 << 20;

    private final StormResults results;
    private final List<Row> rows = new ArrayList<>();

    private StormRows(StormResults results) {
        this.results = results;
    }

    static List<Row> of(StormResults results, int rounds, List<Integer> workers) {
        var table = new StormRows(results);
        table.machine(rounds);
        workers.forEach(table::storm);
        table.memory();
        return List.copyOf(table.rows);
    }

    private void machine(int rounds) {
        rows.add(Row.of("rounds", rounds, ""));
        rows.add(Row.of("processors", Runtime.getRuntime().availableProcessors(), ""));
        rows.add(Row.of("load average before", results.loadBefore(), ""));
        rows.add(Row.of("load average after", results.loadAfter(), ""));
        rows.add(Row.of("machine busy with other work, worst round", 100 * results.busy(), "%"));
    }

    private void storm(int workers) {
        String storm = "storm, " + workers + (workers == 1 ? " worker: " : " workers: ");
        Samples alone = results.each(Watched.NOBODY, workers, StormRun::rate);
        rows.add(Row.of(storm + "rate without agent", alone.median(), "processes/s"));
        rows.add(Row.of(
                storm + "rate without agent, spread of rounds", 100 * (alone.highest() / alone.lowest() - 1), "%"));
        rows.add(Row.of(
                storm + "rate with agent",
                results.each(Watched.AGENT, workers, StormRun::rate).median(),
                "processes/s"));
        rows.add(Row.of(storm + "events seen", agent(workers, StormRun::events), "events"));
        rows.add(Row.judged(storm + "events lost, all agents", lost(workers), "events", Target.atMost(0)));
        rows.add(Row.of(storm + "processes attributed", agent(workers, StormRun::attributedPercent), "%"));
        rows.add(Row.of(storm + "processes fully described", agent(workers, StormRun::describedPercent), "%"));
        cpu(storm, workers);
        slowdown(storm, workers);
    }

    /** Also by the agent that is only there for its memory. */
    private double lost(int workers) {
        return Stream.of(Watched.AGENT, Watched.AGENT_WITH_CLUSTER)
                .flatMap(watched -> results.each(watched, workers, StormRun::lost).values().stream())
                .mapToDouble(Double::doubleValue)
                .sum();
    }

    private void cpu(String storm, int workers) {
        double agent = agent(workers, StormRun::cpuMicrosPerProcess);
        double reader = results.each(Watched.READER, workers, StormRun::cpuMicrosPerProcess)
                .median();
        rows.add(timed(storm + "agent CPU per process", agent, "us", Target.atMost(40)));
        rows.add(Row.of(storm + "minimal reader CPU per process", reader, "us"));
        rows.add(timed(storm + "agent CPU / minimal reader CPU", agent / reader, "x", Target.atMost(1.5)));
    }

    private void slowdown(String storm, int workers) {
        Samples agent = results.slowdownPercent(Watched.AGENT, workers);
        Samples reader = results.slowdownPercent(Watched.READER, workers);
        rows.add(Row.of(storm + "slowdown by agent", agent.median(), "%"));
        rows.add(Row.of(storm + "slowdown by agent, lowest round", agent.lowest(), "%"));
        rows.add(Row.of(storm + "slowdown by agent, highest round", agent.highest(), "%"));
        rows.add(Row.of(storm + "slowdown by minimal reader", reader.median(), "%"));
        rows.add(timed(
                storm + "slowdown by agent beyond reader",
                agent.median() - reader.median(),
                "points",
                Target.atMost(2)));
    }

    private void memory() {
        rows.add(Row.judged(
                "agent peak RSS, no Kubernetes client", results.peakBytes() / MIB, "MiB", Target.atMost(96)));
        rows.add(Row.judged(
                "agent peak RSS, with Kubernetes client",
                results.peakBytesWithCluster() / MIB,
                "MiB",
                Target.atMost(128)));
    }

    private double agent(int workers, ToDoubleFunction<StormRun> figure) {
        return results.each(Watched.AGENT, workers, figure).median();
    }

    private Row timed(String name, double value, String unit, Target target) {
        return results.busy() <= QUIET
                ? Row.judged(name, value, unit, target)
                : Row.undecided(name, value, unit, target);
    }
}
