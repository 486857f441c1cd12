// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers which addresses a pod got for which names, and when: at most {@value #MOST} addresses, the longest unused are
 * forgotten. A name is believed for a minute longer than it may live, because resolvers and programs keep answers too, and at
 * least for two; after that for an hour since it was last used, and as long as a connection to the address is open. For a day
 * more it is still better than no name: servers that look up their upstreams once, as they start, connect much later. For one
 * thread; times are since boot.
 */
final class AddressBook {
    static final int MOST = 4096;

    /** Several names may have one address, as those of one content network. */
    private static final int MOST_NAMES = 4;

    private static final long SECOND = 1_000_000_000L;
    static final long GRACE_NANOS = 60 * SECOND;
    static final long LEAST_NANOS = 120 * SECOND;
    static final long MOST_NANOS = 24 * 3600 * SECOND;
    static final long USED_NANOS = 3600 * SECOND;
    static final long STALE_NANOS = 24 * 3600 * SECOND;

    private final Map<InetAddress, Named> addresses = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Named {
        /** Newest last. */
        private final List<Answered> names = new ArrayList<>(1);

        private int held;
    }

    private static final class Answered {
        private final AddressName name;
        private final long fromNanos;
        private long untilNanos;

        Answered(AddressName name, long fromNanos) {
            this.name = name;
            this.fromNanos = fromNanos;
        }
    }

    /** An answer gave the address to the name; returns how many addresses were forgotten for that. */
    int add(InetAddress address, AddressName name, long timeToLiveSeconds, long atNanos) {
        return add(address, name, timeToLiveSeconds, atNanos, atNanos);
    }

    /** An earlier run of the agent knew the name of the address: also connections that are still to be looked at had it. */
    int restore(InetAddress address, AddressName name, long atNanos) {
        return add(address, name, USED_NANOS / SECOND, Long.MIN_VALUE, atNanos);
    }

    private int add(InetAddress address, AddressName name, long timeToLiveSeconds, long fromNanos, long atNanos) {
        Named named = addresses.computeIfAbsent(address, ignored -> new Named());
        Answered answered = null;
        for (Iterator<Answered> all = named.names.iterator(); all.hasNext(); ) {
            Answered known = all.next();
            if (known.name.equals(name)) {
                answered = known;
                all.remove();
            }
        }
        if (answered == null) {
            answered = new Answered(name, fromNanos);
        }
        long lives = Math.min(timeToLiveSeconds, MOST_NANOS / SECOND) * SECOND + GRACE_NANOS;
        answered.untilNanos = Math.max(answered.untilNanos, atNanos + Math.clamp(lives, LEAST_NANOS, MOST_NANOS));
        if (named.names.size() >= MOST_NAMES) {
            named.names.removeFirst();
        }
        named.names.add(answered);
        return addresses.size() > MOST ? forgetEldest() : 0;
    }

    /** The name that was last answered with the address before that time: of those that are believed, else of those that were. */
    Optional<AddressName> at(InetAddress address, long atNanos) {
        Named named = addresses.get(address);
        if (named == null) {
            return Optional.empty();
        }
        Answered best = null;
        for (Answered answered : named.names.reversed()) {
            boolean believed = atNanos < answered.untilNanos || named.held > 0;
            if (answered.fromNanos <= atNanos && (believed || best == null)) {
                best = answered;
                if (believed) {
                    break;
                }
            }
        }
        if (best == null || (named.held == 0 && atNanos >= best.untilNanos + STALE_NANOS)) {
            return Optional.empty();
        }
        best.untilNanos = Math.max(best.untilNanos, atNanos + USED_NANOS);
        return Optional.of(best.name);
    }

    /** A connection to the address began. */
    void hold(InetAddress address) {
        Named named = addresses.get(address);
        if (named != null) {
            named.held++;
        }
    }

    /** A connection to the address, which was held, is over. */
    void release(InetAddress address) {
        Named named = addresses.get(address);
        if (named != null && named.held > 0) {
            named.held--;
        }
    }

    /** Forgets the address that was not used for longest; 1, or 0 when there is none. */
    int forgetEldest() {
        Iterator<InetAddress> eldest = addresses.keySet().iterator();
        if (!eldest.hasNext()) {
            return 0;
        }
        eldest.next();
        eldest.remove();
        return 1;
    }

    void expire(long nowNanos) {
        addresses.values().removeIf(named -> {
            if (named.held == 0) {
                named.names.removeIf(answered -> nowNanos >= answered.untilNanos + STALE_NANOS);
            }
            return named.names.isEmpty();
        });
    }

    int size() {
        return addresses.size();
    }
}
