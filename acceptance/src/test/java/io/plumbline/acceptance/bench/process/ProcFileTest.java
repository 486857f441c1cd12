// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcFileTest {
    private static final String STAT =
            "4711 (a (very) odd) name) S 1 4711 4711 0 -1 4194560 9000 20 3 0 150 50 7 3 20 0 24 0 511 3000000 25000";

    @Test
    void cpuTimeIsThatOfTheProcessAndItsEndedChildren() {
        assertThat(ProcFile.cpu(STAT)).contains(new CpuTime(1_570_000, 530_000));
    }

    @Test
    void peakIsTheHighWaterMark() {
        assertThat(ProcFile.peakResidentBytes(
                        "Name:\tjava\nVmPeak:\t 9999 kB\nVmHWM:\t   95000 kB\nVmRSS:\t 80000 kB\n"))
                .hasValue(95_000L * 1024);
    }

    @Test
    void machineIsBusyWhenItIsNeitherIdleNorWaiting() {
        ProcFile.CpuTimes before =
                ProcFile.machine("cpu  100 0 100 700 100 0 0 0 0 0\ncpu0 1\n").orElseThrow();
        ProcFile.CpuTimes after =
                ProcFile.machine("cpu  150 10 120 800 110 5 3 2 0 0\n").orElseThrow();
        assertThat(before).isEqualTo(new ProcFile.CpuTimes(1000, 200));
        assertThat(after.busySince(before)).isEqualTo(0.45);
        assertThat(after.busySince(after)).isZero();
    }

    @Test
    void tornTextHasNoAnswer() {
        for (String text : List.of("", "cpu", "cpu  1 2", "cpu  a b c d e f g h", "1 (x) S 1 2", "VmHWM:\t many kB")) {
            assertThat(ProcFile.cpu(text)).isEmpty();
            assertThat(ProcFile.peakResidentBytes(text)).isEmpty();
            assertThat(ProcFile.machine(text)).isEmpty();
        }
    }
}
