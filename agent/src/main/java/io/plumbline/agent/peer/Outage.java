// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

/**
 * Knows since when somebody can be asked again. Who comes back knows less than who was there all along: others have yet to tell
 * what they saw meanwhile. A short failure is none. For one thread; times are nanoseconds.
 */
final class Outage {
    static final long SHORT_NANOS = 10_000_000_000L;

    private boolean failing;
    private long failingSinceNanos;
    private long backSinceNanos = Long.MIN_VALUE;

    void told(boolean worked, long nowNanos) {
        if (worked && failing && nowNanos - failingSinceNanos > SHORT_NANOS) {
            backSinceNanos = nowNanos;
        }
        if (!worked && !failing) {
            failingSinceNanos = nowNanos;
        }
        failing = !worked;
    }

    boolean isFailing() {
        return failing;
    }

    /** The time when the last outage ended; {@link Long#MIN_VALUE} when there was none. */
    long backSinceNanos() {
        return backSinceNanos;
    }
}
