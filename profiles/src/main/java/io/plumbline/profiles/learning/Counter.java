// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.profile.Usage;
import java.util.List;

/**
 * How often one container run did one thing, since it started.
 *
 * @param count cumulative
 * @param firstSeen nanoseconds since 1970 UTC
 * @param lastSeen nanoseconds since 1970 UTC
 * @param usage of the peer, for outbound connections; else {@link Usage#NONE}
 * @param addresses that the peer had, textual, newest last, at most {@value #MOST_ADDRESSES}; else empty. Those of the
 *     counter that was seen last hold, so that the order of messages does not matter
 */
public record Counter(
        Behavior behavior, long count, long firstSeen, long lastSeen, Usage usage, List<String> addresses) {
    public static final int MOST_ADDRESSES = 8;

    public Counter {
        addresses = List.copyOf(addresses);
    }

    Counter withoutUsage() {
        return new Counter(behavior, count, firstSeen, lastSeen, Usage.NONE, addresses);
    }

    /** A counter of what has no peer. */
    public Counter(Behavior behavior, long count, long firstSeen, long lastSeen) {
        this(behavior, count, firstSeen, lastSeen, Usage.NONE, List.of());
    }
}
