// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RepetitionsTest {
    private final Repetitions repetitions = new Repetitions();

    @Test
    void knowsAProcessAndAFileOnce() {
        repetitions.beginBatch();
        assertThat(repetitions.first(1, 1)).isTrue();
        assertThat(repetitions.first(1, 1)).isFalse();
        assertThat(repetitions.first(2, 1)).isTrue();
        assertThat(repetitions.first(1, 2)).isTrue();
        repetitions.programStarted(1);
        assertThat(repetitions.first(1, 1)).isTrue();
        repetitions.beginBatch();
        assertThat(repetitions.first(1, 1)).isTrue();
    }

    @Test
    void neverTakesOneForAnother() {
        repetitions.beginBatch();
        for (int pid = 1; pid < 4_194_304; pid += 1009) {
            for (int file = 1; file < 50; file++) {
                assertThat(repetitions.first(pid, file)).isTrue();
            }
        }
    }
}
