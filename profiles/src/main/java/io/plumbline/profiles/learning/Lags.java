// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agents of one baseline that are behind. An agent says so again each few seconds while it is, and once when it has caught
 * up, so none of this is stored. Being late loses nothing: the quiet time does not start anew, or a short storm in one pod would
 * keep all workloads of its node from locking.
 */
final class Lags {
    /** A node beyond these is not kept: one that is behind is enough to wait. */
    private static final int MOST_NODES = 64;

    private final Map<String, Lag> behind = new HashMap<>();

    /** An agent says how far behind it is, nanoseconds; {@code now} is nanoseconds since 1970 UTC. */
    void told(String node, long nanos, long now) {
        behind.values().removeIf(lag -> !lag.holds(now));
        if (nanos <= Lag.TOLERATED) {
            behind.remove(node);
        } else if (behind.size() < MOST_NODES || behind.containsKey(node)) {
            behind.put(node, new Lag(node, nanos, now));
        }
    }

    /** The agent that said last that it is behind; null when none is. */
    @Nullable
    Lag latest() {
        return behind.values().stream()
                .max(Comparator.comparingLong(Lag::toldAt).thenComparing(Lag::node))
                .orElse(null);
    }
}
