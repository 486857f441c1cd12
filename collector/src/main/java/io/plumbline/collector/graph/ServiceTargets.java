// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.graph;

import io.plumbline.collector.policy.cluster.ForwardedPort;
import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.cluster.PodFacts;
import io.plumbline.collector.policy.cluster.ServiceFacts;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.collector.policy.spec.Selector;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Puts the workload behind a service in the service's place, where it is exactly one. */
final class ServiceTargets {
    private final NetworkFacts cluster;
    private final Map<Peer.Service, Optional<Behind>> known = new HashMap<>();
    private final Map<String, List<PodFacts>> podsByNamespace = new HashMap<>();

    ServiceTargets(NetworkFacts cluster) {
        this.cluster = cluster;
    }

    /** The peer that is connected to in the end, and its port. */
    record Target(Peer peer, int port) {}

    private record Behind(ServiceFacts service, Workload workload, List<PodFacts> pods) {}

    Target behind(Peer peer, int port, Transport transport) {
        Target plain = new Target(peer, port);
        if (!(peer instanceof Peer.Service service)) {
            return plain;
        }
        return Protocol.of(transport)
                .flatMap(protocol ->
                        known.computeIfAbsent(service, this::find).flatMap(behind -> target(behind, port, protocol)))
                .orElse(plain);
    }

    private Optional<Behind> find(Peer.Service peer) {
        return cluster.serviceOrUsual(peer.namespace(), peer.name())
                .filter(service -> !service.selector().isEmpty())
                .flatMap(service -> {
                    List<PodFacts> pods = podsByNamespace.computeIfAbsent(service.namespace(), cluster::pods).stream()
                            .filter(pod -> Selector.of(service.selector()).matches(pod.labels()))
                            .toList();
                    Set<Workload> workloads = new HashSet<>();
                    pods.forEach(pod -> workloads.add(pod.workload()));
                    return workloads.size() == 1
                            ? Optional.of(
                                    new Behind(service, workloads.iterator().next(), pods))
                            : Optional.empty();
                });
    }

    private static Optional<Target> target(Behind behind, int port, Protocol protocol) {
        return behind.service()
                .port(port, protocol)
                .flatMap(one -> number(one, behind.pods(), protocol))
                .map(number -> new Target(new Peer.WorkloadPeer(behind.workload()), number));
    }

    private static Optional<Integer> number(ForwardedPort port, List<PodFacts> pods, Protocol protocol) {
        if (port.targetName().isEmpty()) {
            return Optional.of(port.target());
        }
        var numbers = new TreeSet<Integer>();
        pods.forEach(pod -> numbers.addAll(pod.numbers(port.targetName(), protocol)));
        return numbers.size() == 1 ? Optional.of(numbers.first()) : Optional.empty();
    }
}
