// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstStartTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void coversTheFirstMinuteOfTheFirstStartAlone() {
        assertThat(FirstStart.covers(50 * SECOND, 0, 100 * SECOND, 160 * SECOND))
                .isTrue();
        assertThat(FirstStart.covers(50 * SECOND, 0, 100 * SECOND, 161 * SECOND))
                .isFalse();
        assertThat(FirstStart.covers(50 * SECOND, 100 * SECOND, 130 * SECOND, 150 * SECOND))
                .isTrue();
        assertThat(FirstStart.covers(50 * SECOND, 100 * SECOND, 130 * SECOND, 165 * SECOND))
                .isFalse();
        assertThat(FirstStart.covers(50 * SECOND, 100 * SECOND, 300 * SECOND, 301 * SECOND))
                .isFalse();
    }

    @Test
    void coversNothingOnceAStartWasLearnedBeforeTheLock() {
        assertThat(FirstStart.covers(50 * SECOND, 40 * SECOND, 55 * SECOND, 56 * SECOND))
                .isFalse();
        assertThat(FirstStart.covers(50 * SECOND, 0, 40 * SECOND, 56 * SECOND)).isFalse();
    }

    @Test
    void coversNothingOfAContainerThatWasFoundRunning() {
        assertThat(FirstStart.covers(50 * SECOND, 0, 0, 10 * SECOND)).isFalse();
        assertThat(FirstStart.covers(50 * SECOND, 0, 100 * SECOND, 90 * SECOND)).isFalse();
    }
}
