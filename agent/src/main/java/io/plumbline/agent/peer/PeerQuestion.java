// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import io.plumbline.profiles.behavior.Transport;

/**
 * The question who had an address at a time.
 *
 * @param address textual
 * @param atUnixNanos nanoseconds since 1970, cut to 100 ms, so that answers can be shared
 * @param port that was connected to; 0 for the address of a client, whose port says nothing
 */
public record PeerQuestion(String address, long atUnixNanos, int port, Transport transport) {
    private static final long GRAIN_NANOS = 100_000_000L;

    public PeerQuestion {
        atUnixNanos -= Math.floorMod(atUnixNanos, GRAIN_NANOS);
    }
}
