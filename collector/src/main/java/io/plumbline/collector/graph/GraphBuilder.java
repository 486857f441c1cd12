// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.graph;

import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.v1.GetGraphResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * Gathers who talks to whom: what clients know of servers and servers of clients is one edge. Always the same for the
 * same profiles, in whatever order they come.
 */
public final class GraphBuilder {
    /** Most edges of an answer: the first ones, in their order. */
    public static final int MAX_EDGES = 10_000;

    private final String namespace;
    private final ServiceTargets services;
    private final TreeMap<EdgeKey, Edge> edges = new TreeMap<>();
    private final Set<EdgeKey> open = new HashSet<>();
    private boolean truncated;

    /** {@code namespace}: in which edges have to begin or end; empty: all. */
    public GraphBuilder(String namespace, NetworkFacts cluster) {
        this.namespace = namespace;
        this.services = new ServiceTargets(cluster);
    }

    /** Adds what one container does; entries whose time is over do not count. */
    public void add(Profile profile, long now) {
        var own = new Peer.WorkloadPeer(profile.key().workload());
        for (ProfileEntry entry : profile.entries().values()) {
            if (!entry.counts(now)) {
                continue;
            }
            switch (entry.behavior()) {
                case Outbound out -> client(own, out, entry);
                case Inbound in -> server(own, in, entry);
                default -> {}
            }
        }
    }

    public GetGraphResponse build() {
        var response = GetGraphResponse.newBuilder().setTruncated(truncated);
        edges.forEach((key, edge) -> response.addEdges(edge.toProto(key, isOpen(key))));
        return response.build();
    }

    /** Whether the server takes any workload: then it knows this one, without an entry of its own. */
    private boolean isOpen(EdgeKey key) {
        return key.from() instanceof Peer.WorkloadPeer
                && open.contains(new EdgeKey(new Peer.Cluster(), key.to(), key.port(), key.transport()));
    }

    private void client(Peer own, Outbound out, ProfileEntry entry) {
        if (out.peer() instanceof Peer.Loopback || out.transport() == Transport.UNKNOWN) {
            return;
        }
        ServiceTargets.Target target = services.behind(out.peer(), out.port(), out.transport());
        put(new EdgeKey(own, target.peer(), target.port(), out.transport()), entry, true);
    }

    private void server(Peer own, Inbound in, ProfileEntry entry) {
        if (in.peer() instanceof Peer.Loopback || in.transport() == Transport.UNKNOWN) {
            return;
        }
        EdgeKey key = new EdgeKey(in.peer(), own, in.port(), in.transport());
        if (in.peer() instanceof Peer.Cluster && entry.state() == EntryState.ACTIVE) {
            open.add(key);
        }
        put(key, entry, false);
    }

    private void put(EdgeKey key, ProfileEntry entry, boolean byClient) {
        if (!namespace.isEmpty() && !key.touches(namespace)) {
            return;
        }
        // The least ones are kept: which ones that are does not depend on the order in which they come.
        if (edges.size() >= MAX_EDGES && !edges.containsKey(key)) {
            truncated = true;
            if (key.compareTo(edges.lastKey()) > 0) {
                return;
            }
            edges.pollLastEntry();
        }
        edges.computeIfAbsent(key, absent -> new Edge()).add(entry, byClient);
    }
}
