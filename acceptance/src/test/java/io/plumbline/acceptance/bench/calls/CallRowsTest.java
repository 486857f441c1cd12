// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Target;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CallRowsTest {
    private static final String BY_FUNCTIONS = "calls, getppid: agent (kernel by functions): ";
    private static final String BY_SYS_EXIT = "calls, getppid: agent without trampolines (kernel by sys-exit): ";
    private static final CallResults BOTH = new CallResults(
            Map.of(
                    WatchMode.NOBODY, List.of(times(100, 110), times(101, 150), times(100, 120)),
                    WatchMode.CHOSEN, List.of(times(103, 140), times(102, 121)),
                    WatchMode.WITHOUT_TRAMPOLINES, List.of(times(150, 170), times(151, 180), times(150, 200)),
                    WatchMode.WITHOUT_KERNEL, List.of(times(101, 110), times(100, 111))),
            Map.of(
                    WatchMode.CHOSEN, "functions",
                    WatchMode.WITHOUT_TRAMPOLINES, "sys-exit",
                    WatchMode.WITHOUT_KERNEL, "none"));

    @Test
    void mediansOfRoundsAreCompared() {
        List<Figure> rows = CallRows.of(BOTH);
        assertThat(value(rows, "calls, getppid: no agent")).isEqualTo(100);
        assertThat(value(rows, "calls, getppid: no agent, spread of rounds")).isEqualTo(1);
        assertThat(value(rows, BY_SYS_EXIT + "with")).isEqualTo(150);
        assertThat(value(rows, BY_SYS_EXIT + "difference")).isEqualTo(50);
        assertThat(value(rows, BY_SYS_EXIT + "ratio")).isEqualTo(1.5);
        assertThat(value(rows, BY_SYS_EXIT + "ratio of median batches")).isEqualTo(1.5);
    }

    @Test
    void programAtEveryCallMayCostAndNoneMayNot() {
        List<Figure> rows = CallRows.of(BOTH);
        assertThat(row(rows, BY_SYS_EXIT + "difference").target()).isEqualTo(Target.atMost(40));
        assertThat(row(rows, BY_SYS_EXIT + "difference").met()).isFalse();
        assertThat(row(rows, BY_FUNCTIONS + "difference").target()).isEqualTo(Target.atMost(5));
        assertThat(row(rows, BY_FUNCTIONS + "difference").met()).isTrue();
        assertThat(row(rows, "calls, getppid: agent without signal kernel: difference")
                        .met())
                .isTrue();
        assertThat(row(rows, "calls, openat + close: agent without signal kernel: difference")
                        .target())
                .isNull();
    }

    @Test
    void nameSaysThatOneVariantStandsForTwo() {
        CallResults once = new CallResults(
                Map.of(WatchMode.NOBODY, List.of(times(100, 110)), WatchMode.CHOSEN, List.of(times(175, 180))),
                Map.of(WatchMode.CHOSEN, "sys-exit"));
        assertThat(value(
                        CallRows.of(once),
                        "calls, getppid: agent with and without trampolines (kernel by sys-exit): difference"))
                .isEqualTo(75);
    }

    @Test
    void roundsThatDisagreeDecideNothing() {
        CallResults apart = new CallResults(
                Map.of(
                        WatchMode.NOBODY, List.of(times(100, 110), times(100, 110)),
                        WatchMode.CHOSEN, List.of(times(101, 110), times(104, 110))),
                Map.of(WatchMode.CHOSEN, "functions"));
        Figure difference = row(CallRows.of(apart), BY_FUNCTIONS + "difference");
        assertThat(difference.target()).isEqualTo(Target.atMost(5));
        assertThat(difference.met()).isNull();
    }

    @Test
    void lineForAMachineHasThreeWords() {
        assertThat(CallsMain.line(row(CallRows.of(BOTH), BY_SYS_EXIT + "difference")))
                .isEqualTo("calls-getppid-agent-without-trampolines-kernel-by-sys-exit-difference 50.00 ns");
        assertThat(CallsMain.line(Figure.missing("calls, getppid: no agent"))).startsWith("calls-getppid-no-agent - ");
    }

    private static double value(List<Figure> rows, String name) {
        Double value = row(rows, name).value();
        return value == null ? Double.NaN : Math.rint(value * 1000) / 1000;
    }

    private static Figure row(List<Figure> rows, String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }

    private static CallTimes times(double quick, double median) {
        Map<Call, CallTimes.Time> times = new EnumMap<>(Call.class);
        for (Call call : Call.values()) {
            times.put(call, new CallTimes.Time(quick, median));
        }
        return new CallTimes(times);
    }
}
