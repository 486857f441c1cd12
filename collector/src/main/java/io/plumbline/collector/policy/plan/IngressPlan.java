// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.plan;

import io.plumbline.collector.policy.cluster.Identification;
import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.cluster.PodFacts;
import io.plumbline.collector.policy.cluster.ServiceFacts;
import io.plumbline.collector.policy.spec.PolicyPort;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.peer.Peer;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Plans the connections that others make to a workload. */
final class IngressPlan {
    private final NetworkFacts cluster;
    private final PeerPlaces peers;
    private final Notes notes;
    private final Identification own;
    private final Allowances allowances = new Allowances();

    IngressPlan(NetworkFacts cluster, PeerPlaces peers, Notes notes, Identification own) {
        this.cluster = cluster;
        this.peers = peers;
        this.notes = notes;
        this.own = own;
    }

    List<Allowance> of(EffectiveProfile profile) {
        Set<PolicyPort> opened = new HashSet<>();
        for (RecordedEntry entry : profile.normal()) {
            if (entry.behavior() instanceof Inbound in) {
                Protocol.of(in.transport()).ifPresent(protocol -> {
                    opened.add(PolicyPort.number(protocol, in.port()));
                    add(in, port(in.port(), protocol), entry.addresses());
                });
            }
        }
        notes.add(
                "Nobody was seen to connect to ",
                profile.listening().stream()
                        .flatMap(behavior -> unopened(behavior, opened).stream())
                        .distinct()
                        .sorted()
                        .map(PolicyPort::toString)
                        .toList(),
                ": not opened, though it is listened on.");
        return allowances.list();
    }

    private static List<PolicyPort> unopened(Behavior behavior, Set<PolicyPort> opened) {
        return behavior instanceof Listening listening && listening.port() != Listening.EPHEMERAL
                ? Protocol.of(listening.transport()).stream()
                        .map(protocol -> PolicyPort.number(protocol, listening.port()))
                        .filter(port -> !opened.contains(port))
                        .toList()
                : List.of();
    }

    private PolicyPort port(int number, Protocol protocol) {
        return PodFacts.commonName(own.pods(), number, protocol)
                .map(name -> PolicyPort.named(protocol, name))
                .orElse(PolicyPort.number(protocol, number));
    }

    private void add(Inbound in, PolicyPort port, List<InetAddress> recorded) {
        String because = in.peer().display();
        switch (in.peer()) {
            case Peer.WorkloadPeer peer ->
                allowances.add(peers.workload(peer.workload(), peers.identify(peer.workload())), port, because);
            case Peer.Service service -> service(service, port, because);
            case Peer.Node ignored -> allowances.add(peers.nodes(recorded), port, because);
            case Peer.ApiServer ignored -> {
                List<InetAddress> known = cluster.apiServers().stream()
                        .map(NetworkFacts.ApiEndpoint::address)
                        .toList();
                allowances.add(
                        new Place.ApiServer(PeerPlaces.ranges(known.isEmpty() ? recorded : known)), port, because);
            }
            case Peer.MetadataService ignored -> someAddresses(recorded, port, because);
            // No policy lets names in: who asks for no name is known by the address alone.
            case Peer.DnsName ignored -> someAddresses(recorded, port, because);
            case Peer.Cidr cidr ->
                AddressRange.parse(cidr.range())
                        .ifPresentOrElse(
                                range -> allowances.add(new Place.Ranges(new TreeSet<>(List.of(range))), port, because),
                                () -> notes.add("\"" + cidr.range()
                                        + "\" is no range of addresses: it is not let in on " + port + "."));
            case Peer.UnixSocket ignored -> {}
            case Peer.Loopback ignored -> {}
            case Peer.Cluster ignored -> allowances.add(new Place.AllPods(), port, because);
        }
    }

    private void service(Peer.Service peer, PolicyPort port, String because) {
        Optional<ServiceFacts> known = cluster.serviceOrUsual(peer.namespace(), peer.name());
        if (known.isEmpty()) {
            notes.add("What is behind " + because + " is not known: all pods of namespace " + peer.namespace()
                    + " are let in.");
            allowances.add(new Place.Pods(peer.namespace(), Map.of()), port, because);
        } else if (known.get().selector().isEmpty()) {
            someAddresses(known.get().endpoints(), port, because);
        } else {
            peers.behind(known.get(), because).keySet().forEach(place -> allowances.add(place, port, because));
        }
    }

    private void someAddresses(List<InetAddress> recorded, PolicyPort port, String because) {
        if (recorded.isEmpty()) {
            notes.add("No address of " + because + " is on record: every address is let in on " + port + ".");
            allowances.add(new Place.Anywhere(), port, because);
        } else {
            allowances.add(peers.addresses(recorded), port, because);
        }
    }
}
