// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import io.plumbline.profiles.behavior.Outbound;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Watches how one container uses each of its peers. For one thread. Bounded: of more than {@value #MOST_PEERS} peers, and of
 * more than {@value #MOST_OPEN} open connections, the least recent is forgotten.
 *
 * <p>Bytes of a connection are known when it is over. Those of a connection that lasted longer than an hour are spread over its
 * life; of one that was there before the agent nobody knows how long it took to send them, so they do not count.
 */
public final class UsageWatch {
    static final int MOST_PEERS = 512;
    static final int MOST_OPEN = 1024;
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final long BEFORE_AGENT = Long.MIN_VALUE;

    private long forgotten;
    private final Map<Outbound, PeerUsage> peers = bounded(MOST_PEERS);
    private final Map<Long, Long> open = bounded(MOST_OPEN);

    private <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                boolean full = size() > most;
                forgotten += full ? 1 : 0;
                return full;
            }
        };
    }

    /** A connection to a peer began; {@code found}: it was there before the agent. */
    public PeerUsage opened(Outbound peer, int localPort, InetAddress remote, boolean found, long atNanos) {
        PeerUsage usage = peers.computeIfAbsent(peer, ignored -> new PeerUsage());
        open.put(flow(peer, localPort, remote), found ? BEFORE_AGENT : atNanos);
        if (!found) {
            usage.connected(atNanos);
        }
        return usage;
    }

    /**
     * A connection to a peer is over.
     *
     * @param fromNanos connections that began before this do not count: part of them belongs to another time
     */
    public PeerUsage closed(
            Outbound peer, int localPort, InetAddress remote, long bytesSent, long fromNanos, long atNanos) {
        PeerUsage usage = peers.computeIfAbsent(peer, ignored -> new PeerUsage());
        Long began = open.remove(flow(peer, localPort, remote));
        long since = began == null ? atNanos : began;
        if (since != BEFORE_AGENT && since >= fromNanos) {
            long sent = Math.max(0, bytesSent);
            long duration = atNanos - since;
            usage.sent(duration > HOUR_NANOS ? (long) ((double) sent / duration * HOUR_NANOS) : sent, atNanos);
        }
        return usage;
    }

    private static long flow(Outbound peer, int localPort, InetAddress remote) {
        return TargetSet.mix(TargetSet.key(remote, peer.port(), peer.transport()) ^ (long) localPort << 49);
    }

    /** Peers and open connections that were forgotten for others. */
    public long forgotten() {
        return forgotten;
    }

    int peers() {
        return peers.size();
    }

    int open() {
        return open.size();
    }
}
