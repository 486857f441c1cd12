// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MatrixTest {
    @Test
    void namesEachGuestOnce() {
        assertThat(Matrix.all()).extracting(GuestCase::name).doesNotHaveDuplicates();
        assertThat(Matrix.named(List.of())).isEqualTo(Matrix.all());
        assertThat(Matrix.named(List.of("6.12", "5.10")))
                .extracting(GuestCase::name)
                .containsExactly("6.12", "5.10");
    }

    @Test
    void saysWhichGuestsThereAre() {
        assertThatThrownBy(() -> Matrix.named(List.of("4.19")))
                .hasMessageStartingWith("kernel: 4.19 (expected: 6.12-arm64, 5.10, sid, ");
    }

    @Test
    void tellsAGuestWhatToDoByItsCommandLine() {
        GuestCase guest = Matrix.named(List.of("perf-paranoid-4")).getFirst().withParameters("lockdown=integrity");
        assertThat(guest.commandLine())
                .containsExactly(
                        "lockdown=integrity", "plumbline.set=kernel.perf_event_paranoid=4", "plumbline.checks=probe");
    }
}
