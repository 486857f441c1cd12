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
 * Which addresses a pod got for which names, and when: at most {@value #MOST} addresses, the longest unused are forgotten. A name is
 * believed for a minute longer than it may live, because resolvers and programs keep answers too, and at least for two; after that
 * for an hour since it was last used, and as long as a connection to the address is open. For one thread; times are since boot.
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

    private final Map<InetAddress, Named> addresses = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Named {
        /** Newest last. */
        private final List<Answered> names = new ArrayList<>(1);

        private int held;
    }

    private static final class Answered {
        private final AddressName name;
        private long fromNanos;
        private long untilNanos;

        Answered(AddressName name) {
            this.name = name;
        }
    }

    /** An answer gave the address to the name; returns how many addresses were forgotten for that. */
    int add(InetAddress address, AddressName name, long timeToLiveSeconds, long atNanos) {
        Named named = addresses.computeIfAbsent(address, ignored -> new Named());
        Answered answered = null;
        for (Iterator<Answered> all = named.names.iterator(); all.hasNext(); ) {
            Answered known = all.next();
            if (known.name.equals(name)) {
                answered = known;
                all.remove();
            }
        }
        boolean goesOn = answered != null && atNanos < answered.untilNanos;
        if (answered == null) {
            answered = new Answered(name);
        }
        answered.fromNanos = goesOn ? answered.fromNanos : atNanos;
        long lives = Math.min(timeToLiveSeconds, MOST_NANOS / SECOND) * SECOND + GRACE_NANOS;
        answered.untilNanos = Math.max(answered.untilNanos, atNanos + Math.clamp(lives, LEAST_NANOS, MOST_NANOS));
        if (named.names.size() >= MOST_NAMES) {
            named.names.removeFirst();
        }
        named.names.add(answered);
        return addresses.size() > MOST ? forgetEldest() : 0;
    }

    /** The name that was last answered with the address before that time. */
    Optional<AddressName> at(InetAddress address, long atNanos) {
        Named named = addresses.get(address);
        if (named == null) {
            return Optional.empty();
        }
        for (Answered answered : named.names.reversed()) {
            if (answered.fromNanos <= atNanos && (atNanos < answered.untilNanos || named.held > 0)) {
                answered.untilNanos = Math.max(answered.untilNanos, atNanos + USED_NANOS);
                return Optional.of(answered.name);
            }
        }
        return Optional.empty();
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
                named.names.removeIf(answered -> nowNanos >= answered.untilNanos);
            }
            return named.names.isEmpty();
        });
    }

    int size() {
        return addresses.size();
    }
}
