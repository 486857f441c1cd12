// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.bench.process.CpuTime;
import io.plumbline.acceptance.bench.process.ProgramTimes;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.session.Quiet;
import io.plumbline.acceptance.bench.watch.Tier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StormRowsTest {
    private static final List<StormRun> RUNS = List.of(
            run(Watched.NOBODY, 0, 10_000_000_000L, 0, 0),
            run(Watched.FLOOR, 0, 11_000_000_000L, 600_000, 0),
            run(Watched.EBPF, 0, 12_000_000_000L, 1_200_000, 1),
            run(Watched.NOBODY, 1, 20_000_000_000L, 0, 0),
            run(Watched.FLOOR, 1, 22_000_000_000L, 600_000, 0),
            run(Watched.EBPF, 1, 28_000_000_000L, 1_000_000, 2));
    private static final List<InKernel> IN_KERNEL = List.of(
            new InKernel(Watched.FLOOR, 20_000, program("executed", 20_000, 10_000_000)),
            new InKernel(Watched.EBPF, 20_000, program("exec", 20_000, 50_000_000)));
    private static final String STORM = "storm, 1 worker, ebpf: ";

    @Test
    void slowdownComparesWithinARound() {
        List<Figure> rows = rows(0.05);
        assertThat(value(rows, STORM + "slowdown, lowest round")).isEqualTo(20);
        assertThat(value(rows, STORM + "slowdown, highest round")).isEqualTo(40);
        assertThat(value(rows, STORM + "slowdown")).isEqualTo(30);
        assertThat(value(rows, STORM + "slowdown beyond floor")).isEqualTo(20);
    }

    @Test
    void programsInTheKernelBelongToTheCost() {
        List<Figure> rows = rows(0.05);
        assertThat(value(rows, STORM + "CPU per process, both")).isEqualTo(55);
        assertThat(value(rows, STORM + "CPU per process, with programs")).isEqualTo(57.5);
        assertThat(value(rows, STORM + "CPU per process, with programs / floor"))
                .isEqualTo(1.885);
        assertThat(value(rows, "programs in the kernel, agent, ebpf: exec, a run"))
                .isEqualTo(2500);
        assertThat(value(rows, "programs in the kernel, agent, ebpf: exec, runs per process"))
                .isEqualTo(1);
    }

    @Test
    void lossesOfAllRoundsCount() {
        Figure lost = row(rows(0.05), STORM + "events lost, all rounds");
        assertThat(lost.value()).isEqualTo(3);
        assertThat(lost.met()).isFalse();
    }

    @Test
    void oneStartThatIsNotDescribedIsTooMany() {
        Figure undescribed = row(rows(0.05), STORM + "starts not fully described, worst round");
        assertThat(undescribed.value()).isEqualTo(1);
        assertThat(undescribed.met()).isFalse();
        assertThat(row(rows(0.05), STORM + "starts not attributed, worst round").met())
                .isTrue();
    }

    @Test
    void timesDecideNothingOnABusyMachine() {
        String cpu = STORM + "CPU per process, with programs";
        assertThat(row(rows(0.05), cpu).met()).isFalse();
        assertThat(row(rows(0.5), cpu).met()).isNull();
    }

    private static List<Figure> rows(double busy) {
        return StormRows.of(new StormResults(RUNS, IN_KERNEL), new Quiet(busy), List.of(1), List.of(Tier.EBPF));
    }

    private static double value(List<Figure> rows, String name) {
        Double value = row(rows, name).value();
        return value == null ? Double.NaN : Math.rint(value * 1000) / 1000;
    }

    private static Figure row(List<Figure> rows, String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }

    private static ProgramTimes program(String name, long runs, long nanos) {
        return new ProgramTimes(Map.of(1L, new ProgramTimes.Program(name, runs, nanos)));
    }

    private static StormRun run(Watched watched, int round, long nanos, long cpuMicros, double lost) {
        return new StormRun(
                watched,
                round,
                1,
                20_000,
                nanos,
                new CpuTime(cpuMicros / 2, cpuMicros / 2),
                20_000,
                60_000,
                lost,
                20_001,
                20_000);
    }
}
