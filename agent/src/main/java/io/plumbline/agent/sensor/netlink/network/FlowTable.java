// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.network;

import io.plumbline.agent.sensor.Endpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which sockets of one network namespace were reported, by cookie. Bounded: what is beyond the bound is refused (and must not be
 * reported, as the next dump could not tell it from new). Not thread-safe.
 */
final class FlowTable {
    /** A socket that is in no dump stays for this many rounds: the report of its end is sent by a work queue, and comes late. */
    private static final int REMEMBER_ROUNDS = 5;

    private final Map<Long, Entry> flows = new HashMap<>();
    private final int most;
    private int round;

    FlowTable(int most) {
        this.most = most;
    }

    /** Notes a socket that a dump shows with a peer. */
    Seen connected(long cookie) {
        Entry entry = flows.get(cookie);
        if (entry != null) {
            entry.round = round;
            boolean waited = entry.connectingTo != null;
            entry.connectingTo = null;
            return waited ? Seen.REPORT : Seen.KNOWN;
        }
        return add(cookie, null) ? Seen.REPORT : Seen.REFUSED;
    }

    /** Notes a socket that a dump shows while it connects; it is to be reported when the next dump shows that again. */
    Seen connecting(long cookie, Supplier<Endpoint> remote) {
        Entry entry = flows.get(cookie);
        if (entry == null) {
            return add(cookie, remote.get()) ? Seen.WAIT : Seen.REFUSED;
        }
        boolean again = entry.connectingTo != null && entry.round != round;
        entry.round = round;
        if (again) {
            entry.connectingTo = null;
        }
        return again ? Seen.REPORT : Seen.KNOWN;
    }

    /** Forgets a socket that is closed. */
    Ended ended(long cookie) {
        Entry entry = flows.remove(cookie);
        if (entry == null) {
            return new Ended(false, null);
        }
        return new Ended(entry.connectingTo == null, entry.connectingTo);
    }

    void beginRound() {
        round++;
    }

    void endRound() {
        flows.values().removeIf(entry -> round - entry.round > REMEMBER_ROUNDS);
    }

    int size() {
        return flows.size();
    }

    private boolean add(long cookie, @Nullable Endpoint connectingTo) {
        if (flows.size() >= most) {
            return false;
        }
        flows.put(cookie, new Entry(round, connectingTo));
        return true;
    }

    private static final class Entry {
        private int round;
        private @Nullable Endpoint connectingTo;

        Entry(int round, @Nullable Endpoint connectingTo) {
            this.round = round;
            this.connectingTo = connectingTo;
        }
    }

    /** What to do with a socket of a dump. */
    enum Seen {
        REPORT,
        WAIT,
        KNOWN,
        REFUSED
    }

    /**
     * A socket that closed.
     *
     * @param reported whether it was reported before
     * @param connectingTo where it was connecting to when it was last seen; the kernel forgets the port of a refused connection
     */
    record Ended(boolean reported, @Nullable Endpoint connectingTo) {}
}
