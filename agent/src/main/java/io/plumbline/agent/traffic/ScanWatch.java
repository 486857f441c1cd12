// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds scans of one container: connections to very many different targets (address, port, transport) within a minute, of which
 * none is normal. For one thread.
 *
 * <p>What speaks for a scan is a target of which the profile does not know the peer, or one to which no connection could be made.
 * A peer that nobody could name yet says nothing: metadata that comes late must not look like a scan. A target that turns out to
 * be known does not count, and is remembered, so that the normal traffic of a busy server goes on being seen in the middle of a
 * scan.
 *
 * <p>A scan begins with more than {@value #FEW} targets of strangers within a minute, or with more than {@value #MANY} targets that
 * failed before anybody could tell whose they were, or that were given up because so many were to be named. While a workload is learned there are no strangers: then it takes more than
 * {@value #MANY} failed targets, more than connections that were made. It is over when a minute had no more than {@value #FEW}.
 */
public final class ScanWatch {
    static final int FEW = 128;
    static final int MANY = 1024;
    static final long WINDOW_NANOS = 60_000_000_000L;

    private final RecentTargets known = new RecentTargets();
    private final Map<Long, Suspect> suspects = new LinkedHashMap<>();
    private final TargetSet window = new TargetSet(FEW + 1);
    private int strangers;
    private int failed;
    private int unnamed;
    private long made;
    private long formerMade;
    private long madeSinceNanos;
    private long windowSinceNanos;
    private @Nullable Scan scan;

    /** A target that may be one of a scan. */
    private static final class Suspect {
        private final InetAddress address;
        private final int port;
        private final Transport transport;
        private final long sinceNanos;
        private long connections;
        private long failures;
        private boolean stranger;
        private boolean unnamed;

        Suspect(InetAddress address, int port, Transport transport, long sinceNanos) {
            this.address = address;
            this.port = port;
            this.transport = transport;
            this.sinceNanos = sinceNanos;
        }
    }

    /** The ways in which a connection is to be treated. */
    public enum Finding {
        /** A connection like any other. */
        ORDINARY,
        /** A connection of a scan, which was counted. */
        SCAN
    }

    /**
     * A connection was made, or could not be made.
     *
     * @param locked false while the workload is learned
     */
    public Finding opened(
            InetAddress address, int port, Transport transport, boolean hasFailed, boolean locked, long atNanos) {
        long key = TargetSet.key(address, port, transport);
        if (known.contains(key)) {
            return Finding.ORDINARY;
        }
        Scan going = scan;
        if (going != null) {
            window.add(key);
            going.add(key, address, port, 1, hasFailed ? 1 : 0, atNanos);
            return Finding.SCAN;
        }
        forgetBefore(atNanos - WINDOW_NANOS);
        Suspect suspect = suspects.get(key);
        if (hasFailed && suspect == null) {
            suspect = suspect(key, address, port, transport, atNanos);
        }
        if (!hasFailed) {
            countMade(atNanos);
        } else if (suspect != null) {
            suspect.connections++;
            if (suspect.failures++ == 0) {
                failed++;
            }
        }
        return beginsNow(locked, atNanos) ? Finding.SCAN : Finding.ORDINARY;
    }

    /** The peer at this target is normal for the container. */
    public void known(InetAddress address, int port, Transport transport) {
        long key = TargetSet.key(address, port, transport);
        known.add(key);
        forget(suspects.remove(key));
    }

    /**
     * The peer at this target, to which a connection was made before anybody could tell that it is one of a scan, or to which none
     * could be made, is not in the locked profile.
     *
     * @param hasFailed true when it was counted as it failed
     */
    public Finding stranger(InetAddress address, int port, Transport transport, boolean hasFailed, long atNanos) {
        long key = TargetSet.key(address, port, transport);
        Scan going = scan;
        if (going != null) {
            window.add(key);
            going.add(key, address, port, hasFailed ? 0 : 1, 0, atNanos);
            return Finding.SCAN;
        }
        forgetBefore(atNanos - WINDOW_NANOS);
        Suspect suspect = suspects.get(key);
        if (suspect == null) {
            suspect = suspect(key, address, port, transport, atNanos);
        }
        suspect.connections += hasFailed ? 0 : 1;
        if (!suspect.stranger) {
            suspect.stranger = true;
            strangers++;
        }
        return beginsNow(true, atNanos) ? Finding.SCAN : Finding.ORDINARY;
    }

    /**
     * Nobody could name the peer at this target of a locked workload, because there were too many to be named at a time: who sends
     * datagrams to very many addresses has neither failures nor strangers.
     */
    public Finding unnamed(InetAddress address, int port, Transport transport, long atNanos) {
        long key = TargetSet.key(address, port, transport);
        if (scan != null || known.contains(key)) {
            return Finding.ORDINARY;
        }
        forgetBefore(atNanos - WINDOW_NANOS);
        Suspect suspect = suspects.get(key);
        if (suspect == null) {
            suspect = suspect(key, address, port, transport, atNanos);
        }
        suspect.connections++;
        if (!suspect.unnamed) {
            suspect.unnamed = true;
            unnamed++;
        }
        return beginsNow(true, atNanos) ? Finding.SCAN : Finding.ORDINARY;
    }

    /** True while it is worth asking who a failed target is: each one more may decide whether this is a scan. */
    public boolean wantsToKnow(InetAddress address, int port, Transport transport) {
        Suspect suspect = suspects.get(TargetSet.key(address, port, transport));
        return scan == null && suspect != null && !suspect.stranger && suspect.failures <= 1;
    }

    private Suspect suspect(long key, InetAddress address, int port, Transport transport, long atNanos) {
        Suspect suspect = new Suspect(address, port, transport, atNanos);
        suspects.put(key, suspect);
        return suspect;
    }

    private void forgetBefore(long nanos) {
        for (Iterator<Suspect> all = suspects.values().iterator(); all.hasNext(); ) {
            Suspect oldest = all.next();
            if (oldest.sinceNanos - nanos >= 0) {
                return;
            }
            all.remove();
            forget(oldest);
        }
    }

    private void forget(@Nullable Suspect suspect) {
        if (suspect != null) {
            strangers -= suspect.stranger ? 1 : 0;
            failed -= suspect.failures > 0 ? 1 : 0;
            unnamed -= suspect.unnamed ? 1 : 0;
        }
    }

    private void countMade(long atNanos) {
        long age = atNanos - madeSinceNanos;
        if (age >= WINDOW_NANOS) {
            formerMade = age >= 2 * WINDOW_NANOS ? 0 : made;
            made = 0;
            madeSinceNanos = atNanos;
        }
        made++;
    }

    private boolean beginsNow(boolean locked, long atNanos) {
        boolean begins = locked
                ? strangers > FEW || failed > MANY || unnamed > MANY
                : failed > MANY && failed > made + formerMade;
        if (!begins) {
            if (suspects.size() > MANY) {
                // Enough to tell, and it is none: the least recent says least.
                Iterator<Suspect> all = suspects.values().iterator();
                Suspect oldest = all.next();
                all.remove();
                forget(oldest);
            }
            return false;
        }
        Suspect oldest = suspects.values().iterator().next();
        Scan begun = new Scan(oldest.transport, oldest.sinceNanos, !locked);
        suspects.forEach((key, suspect) -> begun.add(
                key, suspect.address, suspect.port, suspect.connections, suspect.failures, suspect.sinceNanos));
        suspects.clear();
        strangers = 0;
        failed = 0;
        unnamed = 0;
        window.clear();
        windowSinceNanos = atNanos;
        scan = begun;
        return true;
    }

    /** The scan that goes on. */
    public Optional<Scan> scan() {
        return Optional.ofNullable(scan);
    }

    /** Time went on; returns the scan that is over now, if one is. */
    public Optional<Scan> tick(long atNanos) {
        Scan going = scan;
        if (going == null || atNanos - windowSinceNanos < WINDOW_NANOS) {
            return Optional.empty();
        }
        boolean over = window.size() <= FEW;
        window.clear();
        windowSinceNanos = atNanos;
        if (!over) {
            return Optional.empty();
        }
        scan = null;
        return Optional.of(going);
    }

    /** Bytes that this takes, about. */
    public int bytes() {
        return known.bytes() + window.bytes() + suspects.size() * 160 + (scan == null ? 0 : scan.bytes());
    }
}
