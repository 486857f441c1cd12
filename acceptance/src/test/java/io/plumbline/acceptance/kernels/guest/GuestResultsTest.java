// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuestResultsTest {
    @Test
    void takesAPanicForAFailureOfTheEmulation() {
        assertThat(console("[    2.1] int3: 0000 [#1] SMP", "[    2.1] Kernel panic - not syncing: Fatal exception")
                        .flake())
                .hasValueSatisfying(line -> assertThat(line).contains("Kernel panic"));
    }

    @Test
    void takesNoneForThatWhereAProgramWasRunning() {
        assertThat(console(
                                "[   30.2] Oops: general protection fault",
                                "[   30.2]  bpf_prog_0a1b2c3d4e5f6071_process_exec+0x2f/0x4c",
                                "[   30.2] Kernel panic - not syncing: Fatal exception")
                        .flake())
                .isEmpty();
    }

    @Test
    void seesNoneInWhatChecksPrint() {
        assertThat(console("5.10: check: probe", "kernel.unprivileged_bpf_disabled = 2")
                        .flake())
                .isEmpty();
    }

    private static GuestResults console(String... lines) {
        return new GuestResults(Path.of("results"), List.of(lines));
    }
}
