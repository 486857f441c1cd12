// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.replay;

import io.plumbline.collector.policy.cluster.ForwardedPort;
import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.cluster.PodFacts;
import io.plumbline.collector.policy.cluster.ServiceFacts;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.collector.policy.spec.Selector;
import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the pods and addresses that stand for a peer now: all of them have to be let through. */
final class Remotes {
    private static final InetAddress METADATA = InetAddress.ofLiteral("169.254.169.254");

    private final NetworkFacts cluster;
    private final Map<String, List<PodFacts>> podsByNamespace = new HashMap<>();

    Remotes(NetworkFacts cluster) {
        this.cluster = cluster;
    }

    /** Empty for what never leaves the pod. {@code port}: as on record, in front of a service. */
    List<Remote> of(Peer peer, int port, Protocol protocol, Optional<InetAddress> recorded) {
        return switch (peer) {
            case Peer.WorkloadPeer workload -> workload(workload.workload(), port, recorded);
            case Peer.Service service -> service(service, port, protocol);
            case Peer.Node ignored -> addresses(recorded, cluster.nodes(), port);
            case Peer.ApiServer ignored -> apiServers(port, recorded);
            case Peer.MetadataService ignored -> addresses(recorded, List.of(METADATA), port);
            case Peer.DnsName ignored -> addresses(recorded, List.of(), port);
            case Peer.Cidr cidr ->
                addresses(
                        recorded,
                        AddressRange.parse(cidr.range()).stream()
                                .flatMap(range -> Stream.of(range.base(), range.last()))
                                .distinct()
                                .toList(),
                        port);
            case Peer.UnixSocket ignored -> List.of();
            case Peer.Loopback ignored -> List.of();
            // One that has no label, in a namespace that no rule names.
            case Peer.Cluster ignored ->
                List.of(new Remote.OfPod(PodFacts.of("", new Workload("", "", "", ""), Map.of()), port, ""));
        };
    }

    private static List<Remote> addresses(Optional<InetAddress> recorded, List<InetAddress> known, int port) {
        List<InetAddress> some = recorded.map(List::of).orElse(known);
        return some.isEmpty()
                ? List.of(new Remote.Unknown(port))
                : some.stream()
                        .<Remote>map(address -> new Remote.OfAddress(address, port))
                        .toList();
    }

    private List<Remote> apiServers(int port, Optional<InetAddress> recorded) {
        List<NetworkFacts.ApiEndpoint> known = cluster.apiServers();
        return known.isEmpty()
                ? addresses(recorded, List.of(), port)
                : known.stream()
                        .<Remote>map(one -> new Remote.OfAddress(one.address(), one.port()))
                        .toList();
    }

    private List<Remote> workload(Workload workload, int port, Optional<InetAddress> recorded) {
        List<PodFacts> pods = cluster.pods(workload);
        List<PodFacts> exact = pods.stream()
                .filter(pod -> recorded.isPresent() && pod.addresses().contains(recorded.get()))
                .toList();
        if (pods.isEmpty()) {
            return List.of(new Remote.OfPod(PodFacts.of(workload.namespace(), workload, Map.of()), port, ""));
        }
        return (exact.isEmpty() ? pods : exact)
                .stream().flatMap(pod -> pod(pod, port, "")).toList();
    }

    private List<Remote> service(Peer.Service peer, int port, Protocol protocol) {
        Optional<ServiceFacts> found = cluster.serviceOrUsual(peer.namespace(), peer.name());
        Workload nobody = new Workload("", peer.namespace(), "", "");
        if (found.isEmpty()) {
            return List.of(new Remote.OfPod(PodFacts.of(peer.namespace(), nobody, Map.of()), 0, ""));
        }
        ServiceFacts service = found.get();
        Optional<ForwardedPort> known = service.port(port, protocol);
        String name = known.map(ForwardedPort::targetName).orElse("");
        int target = known.map(ForwardedPort::target).orElse(0);
        if (service.selector().isEmpty()) {
            return addresses(Optional.empty(), service.endpoints(), known.isPresent() ? target : port);
        }
        List<PodFacts> pods = pods(service.namespace()).stream()
                .filter(pod -> Selector.of(service.selector()).matches(pod.labels()))
                .toList();
        return pods.isEmpty()
                ? List.of(new Remote.OfPod(PodFacts.of(service.namespace(), nobody, service.selector()), target, name))
                : pods.stream()
                        .flatMap(pod -> pod(pod, number(pod, target, name, protocol), name))
                        .toList();
    }

    private static int number(PodFacts pod, int target, String name, Protocol protocol) {
        Set<Integer> numbers = name.isEmpty() ? Set.of(target) : pod.numbers(name, protocol);
        return numbers.size() == 1 ? numbers.iterator().next() : 0;
    }

    /** A pod in the network of its node is known by its addresses alone. */
    private Stream<Remote> pod(PodFacts pod, int port, String name) {
        return pod.hostNetwork()
                ? addresses(Optional.empty(), pod.addresses().isEmpty() ? cluster.nodes() : pod.addresses(), port)
                        .stream()
                : Stream.of(new Remote.OfPod(pod, port, name));
    }

    private List<PodFacts> pods(String namespace) {
        return podsByNamespace.computeIfAbsent(namespace, cluster::pods);
    }
}
