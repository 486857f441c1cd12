// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StartTimeTest {
    @Test
    void readsTheStartBehindAnyName() {
        assertThat(StartTime.nanosOf("7 (a) b (c) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 1234 5 6\n"))
                .hasValue(12_340_000_000L);
    }

    @Test
    void saysNothingOfATornText() {
        assertThat(StartTime.nanosOf("")).isEmpty();
        assertThat(StartTime.nanosOf("7 (java) S 1 7 7 0 -1")).isEmpty();
        assertThat(StartTime.nanosOf("7 (java) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 x 5"))
                .isEmpty();
    }

    @Test
    void livesAlready() {
        assertThat(StartTime.sinceStart())
                .hasValueSatisfying(taken -> assertThat(taken).isPositive());
    }
}
