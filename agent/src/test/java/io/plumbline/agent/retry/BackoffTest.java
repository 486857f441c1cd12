// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTest {

    @Test
    void doublesUpToItsBoundAndStartsAgain() {
        var backoff = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), new Random(3));
        long step = 200;
        for (int i = 0; i < 12; i++) {
            assertThat(backoff.next().toMillis()).isBetween(Math.max(200, step / 2), step);
            step = Math.min(10_000, step * 2);
        }
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void waitsTheStepItselfWithoutJitter() {
        var backoff = new Backoff(Duration.ofMillis(250), Duration.ofMillis(600));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(250));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(600));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(600));
    }
}
