// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.plan;

import io.plumbline.collector.policy.cluster.ForwardedPort;
import io.plumbline.collector.policy.cluster.Identification;
import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.cluster.PodFacts;
import io.plumbline.collector.policy.cluster.ServiceFacts;
import io.plumbline.collector.policy.spec.PolicyPort;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Plans the connections that a workload makes. Policies are applied behind services: at the pods, with the ports of the pods.
 */
final class EgressPlan {
    private static final int DNS = 53;
    private static final List<Integer> API_PORTS = List.of(443, 6443);
    private static final InetAddress METADATA = InetAddress.ofLiteral("169.254.169.254");

    private final NetworkFacts cluster;
    private final PeerPlaces peers;
    private final Notes notes;
    private final Allowances allowances = new Allowances();

    EgressPlan(NetworkFacts cluster, PeerPlaces peers, Notes notes) {
        this.cluster = cluster;
        this.peers = peers;
        this.notes = notes;
    }

    List<Allowance> of(EffectiveProfile profile) {
        boolean resolves = false;
        for (RecordedEntry entry : profile.normal()) {
            if (entry.behavior() instanceof Outbound out) {
                Protocol.of(out.transport()).ifPresent(protocol -> add(out, protocol, false, entry.addresses()));
                if (out.port() == DNS) {
                    resolves = true;
                    // An answer that is too long for a datagram is asked for again over TCP.
                    add(out, Protocol.TCP, out.transport() != Transport.TCP, entry.addresses());
                }
            }
        }
        if (!resolves && !profile.names().isEmpty()) {
            notes.add(
                    "Names are looked up, but no DNS server is on record: the cluster's DNS (kube-system/kube-dns) is allowed.");
            Peer dns = new Peer.Service(ServiceFacts.DNS.namespace(), ServiceFacts.DNS.name());
            for (Protocol protocol : List.of(Protocol.UDP, Protocol.TCP)) {
                add(new Outbound(dns, DNS, Transport.UDP), protocol, false, List.of());
            }
        }
        return allowances.list();
    }

    /** {@code beside}: not on record itself, but what may be needed beside it. */
    private void add(Outbound out, Protocol protocol, boolean beside, List<InetAddress> recorded) {
        // A scan that a person accepted is of many ports.
        PolicyPort port = out.port() == 0 ? PolicyPort.all(protocol) : PolicyPort.number(protocol, out.port());
        String because = out.peer().display();
        switch (out.peer()) {
            case Peer.WorkloadPeer peer -> workload(peer.workload(), out.port(), protocol);
            case Peer.Service service -> service(service, out.port(), protocol, beside);
            case Peer.Node ignored -> allowances.add(peers.nodes(recorded), port, because);
            case Peer.ApiServer ignored -> apiServer(port, because);
            case Peer.MetadataService ignored -> {
                var addresses = new TreeSet<>(PeerPlaces.ranges(recorded));
                addresses.add(AddressRange.of(METADATA));
                allowances.add(new Place.Ranges(addresses), port, because);
            }
            case Peer.DnsName name -> allowances.addName(name.name(), PeerPlaces.ranges(recorded), port);
            case Peer.Cidr cidr -> range(cidr, port).ifPresent(place -> allowances.add(place, port, because));
            case Peer.UnixSocket ignored -> {}
            case Peer.Loopback ignored -> {}
            case Peer.Cluster ignored -> {}
        }
    }

    private void workload(Workload workload, int port, Protocol protocol) {
        Identification known = peers.identify(workload);
        Place place = peers.workload(workload, known);
        boolean byLabels = place instanceof Place.Pods pods && !pods.labels().isEmpty();
        PolicyPort allowed = (byLabels ? PodFacts.commonName(known.pods(), port, protocol) : Optional.<String>empty())
                .map(name -> PolicyPort.named(protocol, name))
                .orElse(PolicyPort.number(protocol, port));
        allowances.add(place, allowed, workload.toString());
    }

    private void service(Peer.Service peer, int port, Protocol protocol, boolean beside) {
        String because = peer.display();
        Optional<ServiceFacts> found = cluster.serviceOrUsual(peer.namespace(), peer.name());
        if (found.isEmpty()) {
            notes.add("What is behind " + because + " is not known: all pods of namespace " + peer.namespace()
                    + " are allowed, on any port.");
            allowances.add(new Place.Pods(peer.namespace(), Map.of()), PolicyPort.all(protocol), because);
            return;
        }
        ServiceFacts service = found.get();
        Optional<ForwardedPort> known = service.port(port, protocol);
        if (known.isEmpty() && beside) {
            return;
        }
        if (service.selector().isEmpty()) {
            withoutSelector(service, known.map(ForwardedPort::target).orElse(port), protocol, because);
            return;
        }
        if (known.isEmpty()) {
            notes.add(because + " has no port " + PolicyPort.number(protocol, port)
                    + " any more: all ports of the pods behind it are allowed.");
        }
        PolicyPort target = known.map(one -> target(one, protocol)).orElse(PolicyPort.all(protocol));
        peers.behind(service, because)
                .forEach((place, pods) -> allowances.add(
                        place, place instanceof Place.Nodes ? onNodes(target, pods, protocol) : target, because));
    }

    /** The port as it is on nodes: what is not a pod knows no names of ports. */
    private static PolicyPort onNodes(PolicyPort target, List<PodFacts> behind, Protocol protocol) {
        if (!target.isNamed()) {
            return target;
        }
        var numbers = new TreeSet<Integer>();
        behind.forEach(pod -> numbers.addAll(pod.numbers(target.name(), protocol)));
        return numbers.size() == 1 ? PolicyPort.number(protocol, numbers.first()) : PolicyPort.all(protocol);
    }

    private static PolicyPort target(ForwardedPort port, Protocol protocol) {
        return port.targetName().isEmpty()
                ? PolicyPort.number(protocol, port.target())
                : PolicyPort.named(protocol, port.targetName());
    }

    private void withoutSelector(ServiceFacts service, int target, Protocol protocol, String because) {
        PolicyPort port = target == 0 ? PolicyPort.all(protocol) : PolicyPort.number(protocol, target);
        if (service.endpoints().isEmpty()) {
            notes.add(because + " has no selector, and its end points are not known: every address is allowed, on "
                    + port + ".");
            allowances.add(new Place.Anywhere(), port, because);
            return;
        }
        allowances.add(peers.addresses(service.endpoints()), port, because);
    }

    private void apiServer(PolicyPort port, String because) {
        List<NetworkFacts.ApiEndpoint> known = cluster.apiServers();
        Place place = new Place.ApiServer(PeerPlaces.ranges(
                known.stream().map(NetworkFacts.ApiEndpoint::address).toList()));
        allowances.add(place, port, because);
        if (known.isEmpty()) {
            API_PORTS.forEach(one -> allowances.add(place, PolicyPort.number(port.protocol(), one), because));
        }
        known.forEach(one -> allowances.add(place, PolicyPort.number(port.protocol(), one.port()), because));
    }

    private Optional<Place> range(Peer.Cidr cidr, PolicyPort port) {
        Optional<Place> place =
                AddressRange.parse(cidr.range()).map(range -> new Place.Ranges(new TreeSet<>(List.of(range))));
        if (place.isEmpty()) {
            notes.add("\"" + cidr.range() + "\" is no range of addresses: " + port + " to it is not allowed.");
        }
        return place;
    }
}
