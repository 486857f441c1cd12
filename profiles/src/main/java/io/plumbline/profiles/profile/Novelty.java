// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.peer.Peer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What kind of news a behaviour is that a profile does not have. */
public enum Novelty {
    /** The peer is known, on other ports or with another transport. */
    NEW_PORT,
    /** An address that no name led to, while all known peers beyond the node have names. Never a known peer. */
    ADDRESS_WITHOUT_NAME,
    /** Names are asked of a peer that was not asked before, while others were. */
    NEW_RESOLVER,
    /** Anything else: a peer that is new in another way, or no peer at all. */
    OTHER;

    private static final int DOMAIN = 53;
    /** So many peers with names, of the cluster, show that names are what this container goes by. */
    private static final int ENOUGH_NAMED = 3;

    /** The first that holds of: a new resolver, a new port, an address without a name. */
    static Novelty of(List<Behavior> known, Behavior behavior) {
        return switch (behavior) {
            case Outbound outbound ->
                outbound(
                        known.stream()
                                .filter(Outbound.class::isInstance)
                                .map(Outbound.class::cast)
                                .toList(),
                        outbound);
            case Inbound inbound ->
                known.stream()
                                .anyMatch(one ->
                                        one instanceof Inbound other && Ranges.covers(other.peer(), inbound.peer()))
                        ? NEW_PORT
                        : OTHER;
            default -> OTHER;
        };
    }

    private static Novelty outbound(List<Outbound> known, Outbound outbound) {
        List<Outbound> same = known.stream()
                .filter(other -> Ranges.covers(other.peer(), outbound.peer()))
                .toList();
        if (outbound.port() == DOMAIN
                && known.stream().anyMatch(Novelty::isResolver)
                && same.stream().noneMatch(Novelty::isResolver)) {
            return NEW_RESOLVER;
        }
        if (!same.isEmpty()) {
            return NEW_PORT;
        }
        return outbound.peer() instanceof Peer.Cidr && goesByName(known) ? ADDRESS_WITHOUT_NAME : OTHER;
    }

    static boolean isResolver(Outbound outbound) {
        return outbound.port() == DOMAIN;
    }

    private static boolean goesByName(List<Outbound> known) {
        Set<Peer> named = new HashSet<>();
        boolean outside = false;
        for (Outbound other : known) {
            if (isResolver(other)) {
                // Nobody resolves the name of a resolver: it is given as an address.
                continue;
            }
            switch (other.peer()) {
                case Peer.Cidr ignored -> {
                    return false;
                }
                case Peer.DnsName ignored -> outside = true;
                case Peer.Service service -> named.add(service);
                case Peer.WorkloadPeer workload -> named.add(workload);
                case Peer.Node ignored -> {}
                case Peer.ApiServer ignored -> {}
                case Peer.MetadataService ignored -> {}
                case Peer.UnixSocket ignored -> {}
                case Peer.Loopback ignored -> {}
                case Peer.Cluster ignored -> {}
            }
        }
        return outside || named.size() >= ENOUGH_NAMED;
    }
}
