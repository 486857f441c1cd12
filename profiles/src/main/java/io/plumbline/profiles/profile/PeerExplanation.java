// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.name.Registrable;
import io.plumbline.profiles.peer.Peer;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The same for peers and names. */
final class PeerExplanation {
    private PeerExplanation() {}

    static List<String> of(List<Outbound> known, Outbound outbound, Novelty novelty) {
        String name = Explanation.shown(outbound.peer().display());
        return List.of(
                switch (novelty) {
                    case NEW_PORT ->
                        "peer " + name + " was always contacted on " + ports(known, outbound) + ", now on "
                                + port(outbound);
                    case NEW_RESOLVER -> "names were always asked of " + resolvers(known) + ", now of " + name;
                    case ADDRESS_WITHOUT_NAME ->
                        "no name is known for " + name + ", which was never contacted; known peers have names: "
                                + peers(withNames(known), outbound);
                    case OTHER -> "peer " + name + " was never contacted; known peers: " + peers(known, outbound);
                });
    }

    static List<String> of(List<Inbound> known, Inbound inbound) {
        String name = Explanation.shown(inbound.peer().display());
        List<String> ports = known.stream()
                .filter(other -> Ranges.covers(other.peer(), inbound.peer()))
                .map(other -> port(other.transport(), other.port()))
                .toList();
        return List.of(
                ports.isEmpty()
                        ? "peer " + name + " never connected before; known peers: "
                                + Explanation.list(known.stream()
                                        .map(PeerExplanation::client)
                                        .toList())
                        : "peer " + name + " always connected to " + Explanation.list(ports) + ", now to "
                                + port(inbound.transport(), inbound.port()));
    }

    /** A port that is open to the cluster says nothing of others. */
    private static String client(Inbound known) {
        String name = known.peer().display();
        return known.peer() instanceof Peer.Cluster ? name + " on " + port(known.transport(), known.port()) : name;
    }

    static List<String> of(List<NameLookup> known, NameLookup lookup) {
        if (known.isEmpty()) {
            return List.of("this container never asked for a name before");
        }
        List<String> names = known.stream()
                .map(NameLookup::name)
                .sorted(first(ofOwner(lookup.name())).thenComparing(Comparator.naturalOrder()))
                .toList();
        return List.of(Explanation.shown(lookup.name()) + " was never asked for; known names: "
                + Explanation.listInOrder(names));
    }

    private static String ports(List<Outbound> known, Outbound outbound) {
        return Explanation.list(known.stream()
                .filter(other -> Ranges.covers(other.peer(), outbound.peer()))
                .map(PeerExplanation::port)
                .toList());
    }

    /** A resolver may be an address all the same. */
    private static List<Outbound> withNames(List<Outbound> known) {
        return known.stream()
                .filter(other -> !(other.peer() instanceof Peer.Cidr))
                .toList();
    }

    private static String resolvers(List<Outbound> known) {
        return Explanation.list(known.stream()
                .filter(Novelty::isResolver)
                .map(other -> other.peer().display())
                .toList());
    }

    /** The nearest first: names of the same owner, then peers on the same port. */
    private static String peers(List<Outbound> known, Outbound outbound) {
        Comparator<Outbound> order = Comparator.comparing(other -> other.port() != outbound.port());
        if (outbound.peer() instanceof Peer.DnsName name) {
            Predicate<String> sameOwner = ofOwner(name.name());
            order = first((Outbound other) -> other.peer() instanceof Peer.DnsName one && sameOwner.test(one.name()))
                    .thenComparing(order);
        }
        return Explanation.listInOrder(known.stream()
                .sorted(order.thenComparing(other -> other.peer().display()))
                .map(other -> other.peer().display())
                .toList());
    }

    private static <T> Comparator<T> first(Predicate<T> nearer) {
        return Comparator.comparing(one -> !nearer.test(one));
    }

    private static Predicate<String> ofOwner(String name) {
        return Registrable.domain(name)
                .<Predicate<String>>map(owned -> other -> other.equals(owned) || other.endsWith("." + owned))
                .orElse(other -> false);
    }

    static String port(Outbound outbound) {
        return port(outbound.transport(), outbound.port());
    }

    private static String port(Transport transport, int port) {
        return Explanation.word(transport) + (port == 0 ? "" : " " + port);
    }
}
