// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import java.time.Duration;

/**
 * An agent that has not handled yet what happened on its node long ago: what waits in its rings and queues may be new behaviour.
 *
 * @param node the node of the agent
 * @param nanos age of the events that it handled last, when it said so
 * @param toldAt when it said so, nanoseconds since 1970 UTC by the merging side's clock
 */
public record Lag(String node, long nanos, long toldAt) {
    /** Nanoseconds; who is behind by less is not waited for. */
    public static final long TOLERATED = Duration.ofSeconds(5).toNanos();

    private static final long SILENCE = Duration.ofMinutes(2).toNanos();

    /** True while it is waited for: who says nothing more for two minutes is gone. */
    boolean holds(long now) {
        return now - toldAt <= SILENCE;
    }
}
