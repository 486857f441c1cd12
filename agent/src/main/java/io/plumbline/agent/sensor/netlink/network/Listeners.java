// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.network;

import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who listens in one network namespace. Those that closed are remembered for a minute, as the connections that they accepted are
 * often reported later. Not thread-safe.
 */
final class Listeners {
    /** When this many are known, further ones are refused. */
    static final int MOST = 8192;

    private static final long REMEMBER_NANOS = 60_000_000_000L;

    private final Map<Key, Long> open = new HashMap<>();
    private final Map<Key, Long> closed = new HashMap<>();
    private long round;

    /** Whether a connection to this local end came in. */
    boolean listens(Transport transport, Endpoint local) {
        return has(transport, local.address(), local.port())
                || has(transport, wildcard(4), local.port())
                || has(transport, wildcard(16), local.port());
    }

    /** Notes a listener of the current round. */
    Seen see(Key listener) {
        boolean known = open.containsKey(listener);
        if (!known && open.size() >= MOST) {
            return Seen.REFUSED;
        }
        open.put(listener, round);
        return known ? Seen.KNOWN : Seen.NEW;
    }

    void beginRound() {
        round++;
    }

    /** Those that were not seen in the current round; they count as closed from now on. */
    List<Key> endRound(long nanoTime) {
        closed.values().removeIf(at -> nanoTime - at > REMEMBER_NANOS);
        var gone = new ArrayList<Key>();
        open.forEach((key, seen) -> {
            if (seen != round) {
                gone.add(key);
            }
        });
        for (Key key : gone) {
            open.remove(key);
            if (closed.size() < MOST) {
                closed.put(key, nanoTime);
            }
        }
        return gone;
    }

    private boolean has(Transport transport, InetAddress address, int port) {
        var key = new Key(transport, new Endpoint(address, port));
        return open.containsKey(key) || closed.containsKey(key);
    }

    private static InetAddress wildcard(int bytes) {
        try {
            return InetAddress.getByAddress(new byte[bytes]);
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException("address length: " + bytes + " (expected: 4 or 16)", impossible);
        }
    }

    /** One listening end. */
    record Key(Transport transport, Endpoint local) {}

    /** What became of a listener that was seen. */
    enum Seen {
        NEW,
        KNOWN,
        REFUSED
    }
}
