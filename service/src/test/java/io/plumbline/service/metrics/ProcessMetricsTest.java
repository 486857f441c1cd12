// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ProcessMetricsTest {

    @Test
    void readsCpuTimeBehindHostileNames() {
        assertThat(ProcessMetrics.cpuSeconds(
                        "4711 (a) b) (c) S 1 4711 4711 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 30 0 12345 1000 200\n"))
                .isEqualTo(2.0);
    }

    @Test
    void isUnknownWhereTheKernelsTextIsTorn() {
        assertThat(ProcessMetrics.cpuSeconds("4711 (java")).isNaN();
        assertThat(ProcessMetrics.cpuSeconds("")).isNaN();
        assertThat(ProcessMetrics.line("Name:\tjava\n", "VmRSS:")).isNaN();
        assertThat(ProcessMetrics.line("VmRSS:", "VmRSS:")).isNaN();
        assertThat(ProcessMetrics.line("Name:\tjava\nVmRSS:\t  51200 kB\n", "VmRSS:"))
                .isEqualTo(51_200);
    }
}
