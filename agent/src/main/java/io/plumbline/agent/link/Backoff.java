// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waiting times that double up to a bound, with jitter so that 10,000 agents do not come back at once. For one thread. */
final class Backoff {

    private final long minMillis;
    private final long maxMillis;
    private final RandomGenerator random;
    private long nextMillis;

    Backoff(Duration min, Duration max, RandomGenerator random) {
        this.minMillis = min.toMillis();
        this.maxMillis = max.toMillis();
        this.random = random;
        this.nextMillis = minMillis;
    }

    /** Between half and all of the current step, never under the minimum; the step doubles. */
    Duration next() {
        long step = nextMillis;
        nextMillis = Math.min(maxMillis, step * 2);
        return Duration.ofMillis(Math.max(minMillis, random.nextLong(step / 2, step + 1)));
    }

    void reset() {
        nextMillis = minMillis;
    }
}
