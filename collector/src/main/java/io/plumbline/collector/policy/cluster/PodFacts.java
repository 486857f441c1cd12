// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.cluster;

import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A pod.
 *
 * @param hostNetwork whether it has the addresses of its node: policies do not apply to it, nor know it by its labels
 * @param ports of all its containers
 */
public record PodFacts(
        String namespace,
        Workload workload,
        Map<String, String> labels,
        List<InetAddress> addresses,
        boolean hostNetwork,
        List<PodPort> ports) {
    public PodFacts {
        labels = Map.copyOf(labels);
        addresses = List.copyOf(addresses);
        ports = List.copyOf(ports);
    }

    /** A pod of which nothing but these labels is known. */
    public static PodFacts of(String namespace, Workload workload, Map<String, String> labels) {
        return new PodFacts(namespace, workload, labels, List.of(), false, List.of());
    }

    /** The numbers that a name of a port stands for in this pod; none where that is not known. */
    public Set<Integer> numbers(String name, Protocol protocol) {
        return ports.stream()
                .filter(port -> port.name().equals(name) && port.protocol() == protocol)
                .map(PodPort::number)
                .collect(Collectors.toSet());
    }

    /** The name that all of the pods have for a port, where it stands for that port alone in each of them. */
    public static Optional<String> commonName(List<PodFacts> pods, int port, Protocol protocol) {
        return pods.stream().findFirst().stream()
                .flatMap(first -> first.ports().stream())
                .filter(one -> one.number() == port && one.protocol() == protocol)
                .map(PodPort::name)
                .filter(name -> !name.isEmpty())
                .filter(name -> pods.stream()
                        .allMatch(pod -> pod.numbers(name, protocol).equals(Set.of(port))))
                .sorted()
                .findFirst();
    }
}
