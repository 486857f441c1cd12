// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.acceptance.bench.report.Row;
import io.plumbline.acceptance.bench.storm.StormRun.Watched;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StormRowsTest {
    private static final List<StormRun> RUNS = List.of(
            run(Watched.NOBODY, 0, 10_000_000_000L, 0, 0),
            run(Watched.READER, 0, 11_000_000_000L, 600_000, 0),
            run(Watched.AGENT, 0, 12_000_000_000L, 1_200_000, 0),
            run(Watched.NOBODY, 1, 20_000_000_000L, 0, 0),
            run(Watched.READER, 1, 22_000_000_000L, 600_000, 0),
            run(Watched.AGENT, 1, 28_000_000_000L, 1_000_000, 2),
            run(Watched.AGENT_WITH_CLUSTER, 2, 28_000_000_000L, 1_000_000, 1));

    @Test
    void slowdownComparesWithinARound() {
        List<Row> rows = rows(0.05);
        assertThat(value(rows, "storm, 1 worker: slowdown by agent, lowest round"))
                .isEqualTo(20);
        assertThat(value(rows, "storm, 1 worker: slowdown by agent, highest round"))
                .isEqualTo(40);
        assertThat(value(rows, "storm, 1 worker: slowdown by agent")).isEqualTo(30);
        assertThat(value(rows, "storm, 1 worker: slowdown by agent beyond reader"))
                .isEqualTo(20);
    }

    @Test
    void lossesOfAllAgentsCount() {
        Row lost = row(rows(0.05), "storm, 1 worker: events lost, all agents");
        assertThat(lost.value()).isEqualTo(3);
        assertThat(lost.met()).isFalse();
    }

    @Test
    void timesDecideNothingOnABusyMachine() {
        String cpu = "storm, 1 worker: agent CPU / minimal reader CPU";
        assertThat(row(rows(0.05), cpu).met()).isFalse();
        assertThat(row(rows(0.5), cpu).met()).isNull();
        assertThat(row(rows(0.5), "agent peak RSS, no Kubernetes client").met()).isTrue();
    }

    @Test
    void stormIsOverWithItsExitCode() throws IOException {
        assertThat(StormPod.nanos("", 20_000)).isNull();
        assertThat(StormPod.nanos("20000 123456\n", 20_000)).isNull();
        assertThat(StormPod.nanos("20000 123456\n0\n", 20_000)).isEqualTo(123_456);
        for (String failed : List.of("20000 123456\n1\n", "127\n", "10 123456\n0\n")) {
            assertThatThrownBy(() -> StormPod.nanos(failed, 20_000))
                    .hasMessageContaining("expected: 20000, nanoseconds");
        }
    }

    private static List<Row> rows(double busy) {
        return StormRows.of(new StormResults(RUNS, 90L << 20, 140L << 20, busy, 0.5, 2), 2, List.of(1));
    }

    private static double value(List<Row> rows, String name) {
        Double value = row(rows, name).value();
        return value == null ? Double.NaN : Math.rint(value * 1000) / 1000;
    }

    private static Row row(List<Row> rows, String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }

    private static StormRun run(Watched watched, int round, long nanos, long cpuMicros, double lost) {
        return new StormRun(watched, round, 1, 20_000, nanos, cpuMicros, 20_000, 60_000, lost, 20_001, 15_000);
    }
}
