// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Waiting times that double up to a bound. For one thread. */
public final class Backoff {

    private final long minMillis;
    private final long maxMillis;
    private final @Nullable RandomGenerator random;
    private long nextMillis;

    /** A backoff whose waiting times are the steps themselves. */
    public Backoff(Duration min, Duration max) {
        this(min, max, null);
    }

    /** A backoff with jitter, for what 10,000 agents must not come back to at once; without, when {@code random} is null. */
    public Backoff(Duration min, Duration max, @Nullable RandomGenerator random) {
        this.minMillis = min.toMillis();
        this.maxMillis = max.toMillis();
        this.random = random;
        this.nextMillis = minMillis;
    }

    /** The next waiting time, after which the step doubles; with jitter between half and all of the step, never under the minimum. */
    public Duration next() {
        long step = nextMillis;
        nextMillis = Math.min(maxMillis, step * 2);
        return Duration.ofMillis(random == null ? step : Math.max(minMillis, random.nextLong(step / 2, step + 1)));
    }

    /** Begins with the minimum again. */
    public void reset() {
        nextMillis = minMillis;
    }
}
