// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.graph;

import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import java.util.Comparator;

/** The identity of an edge. Ordered by namespace and name of the client, then of the server. */
record EdgeKey(Peer from, Peer to, int port, Transport transport) implements Comparable<EdgeKey> {
    private static final Comparator<EdgeKey> ORDER = Comparator.comparing((EdgeKey key) -> order(key.from))
            .thenComparing(key -> order(key.to))
            .thenComparingInt(EdgeKey::port)
            .thenComparing(EdgeKey::transport);

    @Override
    public int compareTo(EdgeKey other) {
        return ORDER.compare(this, other);
    }

    boolean touches(String namespace) {
        return namespace.equals(namespace(from)) || namespace.equals(namespace(to));
    }

    private static String namespace(Peer peer) {
        return switch (peer) {
            case Peer.WorkloadPeer workload -> workload.workload().namespace();
            case Peer.Service service -> service.namespace();
            case Peer.Node ignored -> "";
            case Peer.ApiServer ignored -> "";
            case Peer.MetadataService ignored -> "";
            case Peer.DnsName ignored -> "";
            case Peer.UnixSocket ignored -> "";
            case Peer.Cidr ignored -> "";
            case Peer.Loopback ignored -> "";
            case Peer.Cluster ignored -> "";
        };
    }

    /** The parts of a peer, apart: names come from outside and could imitate one another where they are put together. */
    private static String order(Peer peer) {
        return switch (peer) {
            case Peer.WorkloadPeer other ->
                String.join(
                        "\u0000",
                        "1",
                        other.workload().namespace(),
                        other.workload().kind(),
                        other.workload().name(),
                        other.workload().cluster());
            case Peer.Service service -> String.join("\u0000", "2", service.namespace(), service.name());
            case Peer.Node ignored -> "3";
            case Peer.ApiServer ignored -> "4";
            case Peer.MetadataService ignored -> "5";
            case Peer.DnsName name -> "6\u0000" + name.name();
            case Peer.Cidr cidr -> "7\u0000" + cidr.range();
            case Peer.UnixSocket socket -> "8\u0000" + socket.path();
            case Peer.Loopback ignored -> "9";
            case Peer.Cluster ignored -> "0";
        };
    }
}
