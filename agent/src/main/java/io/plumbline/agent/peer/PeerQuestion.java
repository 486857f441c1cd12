// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

/** Who had this address at this time? Nanoseconds since 1970; the time is cut to 100 ms, so that answers can be shared. */
public record PeerQuestion(String address, long atUnixNanos) {
    private static final long GRAIN_NANOS = 100_000_000L;

    public PeerQuestion {
        atUnixNanos -= Math.floorMod(atUnixNanos, GRAIN_NANOS);
    }
}
