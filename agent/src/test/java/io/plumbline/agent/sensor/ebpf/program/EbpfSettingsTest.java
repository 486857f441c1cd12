// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.agent.sensor.ebpf.signal.Signal;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EbpfSettingsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, -65_536, 4096, 65_535, 65_537, 98_304, 128 << 20, Integer.MIN_VALUE})
    void refusesRingsThatTheKernelWouldRefuse(int bytes) {
        assertThatThrownBy(() -> EbpfSettings.defaults().withProcessRingBytes(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ring: " + bytes + " (expected: a power of two from 65536 to 67108864)");
    }

    @Test
    void refusesABudgetBelowZero() {
        assertThatThrownBy(() -> EbpfSettings.defaults().withBudget(-1)).hasMessage("budget: -1 (expected: 0 or more)");
    }

    @Test
    void alwaysWatchesProcessesAndCgroups() {
        assertThat(EbpfSettings.defaults().withSignals(Set.of(Signal.TCP)).signals())
                .containsExactlyInAnyOrder(Signal.PROCESSES, Signal.CGROUPS, Signal.TCP);
    }
}
