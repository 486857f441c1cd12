// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.process.ProgramTimes.Program;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Samples;
import io.plumbline.acceptance.bench.report.Target;
import io.plumbline.acceptance.bench.session.Quiet;
import io.plumbline.acceptance.bench.watch.Tier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The figures of a storm session; docs/benchmarks.md says what each means and where the targets come from. */
final class StormRows {
    private final StormResults results;
    private final Quiet quiet;
    private final List<Figure> rows = new ArrayList<>();

    private StormRows(StormResults results, Quiet quiet) {
        this.results = results;
        this.quiet = quiet;
    }

    static List<Figure> of(StormResults results, Quiet quiet, List<Integer> workers, List<Tier> tiers) {
        var table = new StormRows(results, quiet);
        table.rows.add(Figure.of("storm: machine busy with other work, worst round", 100 * quiet.busy(), "%"));
        for (int count : workers) {
            table.alone(count);
            tiers.forEach(tier -> table.storm(tier, count));
            if (tiers.contains(Tier.EBPF)) {
                table.cpu(storm(count) + "ebpf, processes alone: ", Watched.EBPF_PROCESSES, count);
            }
        }
        results.inKernel().forEach(table::programs);
        return List.copyOf(table.rows);
    }

    private void alone(int workers) {
        String storm = storm(workers);
        Samples alone = results.each(Watched.NOBODY, workers, StormRun::rate);
        rows.add(Figure.of(storm + "rate without agent", alone.median(), "processes/s"));
        rows.add(Figure.of(
                storm + "rate without agent, spread of rounds", 100 * (alone.highest() / alone.lowest() - 1), "%"));
        rows.add(Figure.of(
                storm + "floor: events lost", sum(results.each(Watched.FLOOR, workers, StormRun::lost)), "events"));
        cpu(storm + "floor: ", Watched.FLOOR, workers);
        rows.add(Figure.of(
                storm + "floor: slowdown", slowdown(Watched.FLOOR, workers).median(), "%"));
    }

    private void storm(Tier tier, int workers) {
        Watched watched = Watched.by(tier);
        String storm = storm(workers) + tier + ": ";
        rows.add(Figure.of(
                storm + "rate", results.each(watched, workers, StormRun::rate).median(), "processes/s"));
        rows.add(Figure.of(
                storm + "events seen",
                results.each(watched, workers, StormRun::events).median(),
                "events"));
        rows.add(Figure.judged(
                storm + "events lost, all rounds",
                sum(results.each(watched, workers, StormRun::lost)),
                "events",
                Target.atMost(0)));
        rows.add(Figure.judged(
                storm + "starts not attributed, worst round",
                results.each(watched, workers, StormRun::unattributed).highest(),
                "processes",
                Target.atMost(0)));
        rows.add(Figure.judged(
                storm + "starts not fully described, worst round",
                results.each(watched, workers, StormRun::undescribed).highest(),
                "processes",
                Target.atMost(0)));
        cpu(storm, watched, workers);
        double whole = results.wholeMicros(watched, workers);
        rows.add(quiet.timed(storm + "CPU per process, with programs", whole, "us", Target.atMost(40)));
        rows.add(quiet.timed(
                storm + "CPU per process, with programs / floor",
                whole / results.wholeMicros(Watched.FLOOR, workers),
                "x",
                Target.atMost(1.5)));
        Samples slowdown = slowdown(watched, workers);
        rows.add(Figure.of(storm + "slowdown", slowdown.median(), "%"));
        rows.add(Figure.of(storm + "slowdown, lowest round", slowdown.lowest(), "%"));
        rows.add(Figure.of(storm + "slowdown, highest round", slowdown.highest(), "%"));
        rows.add(quiet.timed(
                storm + "slowdown beyond floor",
                slowdown.median() - slowdown(Watched.FLOOR, workers).median(),
                "points",
                Target.atMost(2)));
    }

    private void cpu(String storm, Watched watched, int workers) {
        rows.add(Figure.of(
                storm + "CPU per process, user",
                results.each(watched, workers, StormRun::userMicrosPerProcess).median(),
                "us"));
        rows.add(Figure.of(
                storm + "CPU per process, kernel",
                results.each(watched, workers, StormRun::kernelMicrosPerProcess).median(),
                "us"));
        rows.add(Figure.of(
                storm + "CPU per process, both",
                results.each(watched, workers, StormRun::cpuMicrosPerProcess).median(),
                "us"));
    }

    private void programs(InKernel measured) {
        String name = "programs in the kernel, " + measured.watched() + ": ";
        rows.add(Figure.of(name + "per process", measured.microsPerProcess(), "us"));
        measured.times().programs().values().stream()
                .sorted(Comparator.comparingLong(Program::nanos).reversed())
                .forEach(program -> {
                    rows.add(Figure.of(name + program.name() + ", a run", program.nanosPerRun(), "ns"));
                    rows.add(Figure.of(
                            name + program.name() + ", runs per process", program.runs() / measured.processes(), ""));
                });
    }

    private Samples slowdown(Watched watched, int workers) {
        return results.slowdownPercent(watched, workers);
    }

    private static double sum(Samples samples) {
        return samples.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static String storm(int workers) {
        return "storm, " + workers + (workers == 1 ? " worker, " : " workers, ");
    }
}
