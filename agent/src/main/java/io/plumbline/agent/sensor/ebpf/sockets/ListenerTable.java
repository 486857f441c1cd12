// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.sockets;

import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who listens where, in all network namespaces: at most 16,384 ends, the longest unused are forgotten. Several sockets may share
 * an end (SO_REUSEPORT). Not thread-safe.
 */
public final class ListenerTable {
    static final int MOST = 16_384;

    private static final InetAddress ANY_4 = InetAddress.ofLiteral("0.0.0.0");
    private static final InetAddress ANY_6 = InetAddress.ofLiteral("::");

    private final Map<Key, Listening> open = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Listening> eldest) {
            return size() > MOST;
        }
    };

    /** One listening end. */
    record Key(long networkNamespace, Transport transport, Endpoint local) {}

    private static final class Listening {
        private int sockets;
        private int pid;
        private long lookedAt;
    }

    /** A socket listens since {@code atNanos}; true when its process did not listen there so far. {@code pid}: 0 for unknown. */
    public boolean opened(long networkNamespace, Transport transport, Endpoint local, int pid, long atNanos) {
        Listening entry = open.computeIfAbsent(new Key(networkNamespace, transport, local), ignored -> new Listening());
        boolean news = entry.sockets == 0 || (pid != 0 && entry.pid != pid);
        if (entry.sockets == 0 || atNanos > entry.lookedAt) {
            entry.sockets++;
        }
        if (pid != 0) {
            entry.pid = pid;
        }
        return news;
    }

    /** A socket listens no more; true when it was the last that is known. */
    public boolean closed(long networkNamespace, Transport transport, Endpoint local, long atNanos) {
        Key key = new Key(networkNamespace, transport, local);
        Listening entry = open.get(key);
        if (entry == null) {
            return true;
        }
        if (atNanos <= entry.lookedAt || --entry.sockets > 0) {
            return false;
        }
        open.remove(key);
        return true;
    }

    /** Whether a connection to this local end came in. */
    public boolean listens(long networkNamespace, Transport transport, Endpoint local) {
        return find(networkNamespace, transport, local) != null;
    }

    /** The process that listens where a connection to this local end came in; 0 when it is not known. */
    public int owner(long networkNamespace, Transport transport, Endpoint local) {
        Listening entry = find(networkNamespace, transport, local);
        return entry == null ? 0 : entry.pid;
    }

    /** A look found so many sockets at an end; true when none was known there. */
    boolean found(Key key, int sockets, int pid, long atNanos) {
        Listening entry = open.computeIfAbsent(key, ignored -> new Listening());
        boolean news = entry.sockets == 0;
        entry.sockets = sockets;
        entry.lookedAt = atNanos;
        if (pid != 0) {
            entry.pid = pid;
        }
        return news;
    }

    /** Forgets and returns the TCP listeners of a network that a look did not find. */
    List<Key> missing(long networkNamespace, Set<Key> found) {
        List<Key> gone = new ArrayList<>();
        for (Key key : open.keySet()) {
            if (key.networkNamespace == networkNamespace && key.transport == Transport.TCP && !found.contains(key)) {
                gone.add(key);
            }
        }
        gone.forEach(open::remove);
        return gone;
    }

    void forget(long networkNamespace) {
        open.keySet().removeIf(key -> key.networkNamespace == networkNamespace);
    }

    private @Nullable Listening find(long networkNamespace, Transport transport, Endpoint local) {
        Listening entry = open.get(new Key(networkNamespace, transport, local));
        if (entry == null) {
            entry = open.get(new Key(networkNamespace, transport, new Endpoint(ANY_4, local.port())));
        }
        return entry != null
                ? entry
                : open.get(new Key(networkNamespace, transport, new Endpoint(ANY_6, local.port())));
    }
}
