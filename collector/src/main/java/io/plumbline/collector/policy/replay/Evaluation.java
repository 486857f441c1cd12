// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.replay;

import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.cluster.PodFacts;
import io.plumbline.collector.policy.spec.NetworkPolicy;
import io.plumbline.collector.policy.spec.PolicyPeer;
import io.plumbline.collector.policy.spec.PolicyPort;
import io.plumbline.collector.policy.spec.PolicyRule;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.profiles.peer.AddressRange;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Applies policies as Kubernetes says they are: those that choose a pod isolate it in their directions, and what any of
 * their rules allows is allowed.
 */
final class Evaluation {
    private final List<NetworkPolicy> policies;
    private final String namespace;
    private final NetworkFacts cluster;
    private final Map<String, Map<String, String>> namespaceLabels = new HashMap<>();

    /** {@code policies}: of the namespace of the pods that are asked about. */
    Evaluation(List<NetworkPolicy> policies, String namespace, NetworkFacts cluster) {
        this.policies = List.copyOf(policies);
        this.namespace = namespace;
        this.cluster = cluster;
    }

    /** The reason why a pod may not connect; empty where it may. */
    Optional<String> egress(PodFacts own, Remote remote, Protocol protocol, String peer) {
        List<NetworkPolicy> isolating =
                choosing(own).stream().filter(NetworkPolicy::isolatesEgress).toList();
        List<PolicyRule> rules =
                isolating.stream().flatMap(policy -> policy.egress().stream()).toList();
        return denied(isolating, rules, remote, "egress", peer, port -> reaches(port, remote, protocol));
    }

    /** The reason why a pod may not be connected to; empty where it may. */
    Optional<String> ingress(PodFacts own, int ownPort, Remote remote, Protocol protocol, String peer) {
        List<NetworkPolicy> isolating =
                choosing(own).stream().filter(NetworkPolicy::isolatesIngress).toList();
        List<PolicyRule> rules =
                isolating.stream().flatMap(policy -> policy.ingress().stream()).toList();
        return denied(isolating, rules, remote, "ingress", peer, port -> opens(port, own, ownPort, protocol));
    }

    private List<NetworkPolicy> choosing(PodFacts own) {
        return policies.stream()
                .filter(policy -> policy.pods().matches(own.labels()))
                .toList();
    }

    private Optional<String> denied(
            List<NetworkPolicy> isolating,
            List<PolicyRule> rules,
            Remote remote,
            String direction,
            String peer,
            java.util.function.Predicate<PolicyPort> fits) {
        if (isolating.isEmpty()) {
            return Optional.empty();
        }
        SortedSet<PolicyPort> otherPorts = new TreeSet<>();
        for (PolicyRule rule : rules) {
            if (rule.peers().isEmpty() || rule.peers().stream().anyMatch(one -> is(one, remote))) {
                if (rule.ports().isEmpty() || rule.ports().stream().anyMatch(fits)) {
                    return Optional.empty();
                }
                otherPorts.addAll(rule.ports());
            }
        }
        String names = isolating.stream().map(NetworkPolicy::name).collect(Collectors.joining(", "));
        return Optional.of(
                otherPorts.isEmpty()
                        ? "no " + direction + " rule of " + names + " allows " + peer + where(remote)
                        : "the " + direction + " rules of " + names + " allow " + peer + " on "
                                + otherPorts.stream().map(Object::toString).collect(Collectors.joining(", "))
                                + " alone");
    }

    private static String where(Remote remote) {
        return switch (remote) {
            case Remote.OfPod other -> other.pod().labels().isEmpty() ? ", of whose pods no labels are known" : "";
            case Remote.OfAddress ignored -> "";
            case Remote.Unknown ignored -> " whatever its address is, and none is on record";
        };
    }

    private boolean is(PolicyPeer peer, Remote remote) {
        return switch (remote) {
            case Remote.OfPod other ->
                switch (peer) {
                    case PolicyPeer.Pods pods -> chooses(pods, other.pod());
                    case PolicyPeer.Block block ->
                        everyAddress(block) || within(block, other.pod().addresses());
                };
            case Remote.OfAddress other -> peer instanceof PolicyPeer.Block block && within(block, other.address());
            case Remote.Unknown ignored ->
                peer instanceof PolicyPeer.Block block && block.range().length() == 0;
        };
    }

    private boolean chooses(PolicyPeer.Pods pods, PodFacts other) {
        boolean there = pods.chosenNamespaces()
                .map(chosen ->
                        chosen.matches(namespaceLabels.computeIfAbsent(other.namespace(), cluster::namespaceLabels)))
                .orElseGet(() -> other.namespace().equals(namespace));
        return there && pods.pods().matches(other.labels());
    }

    private static boolean everyAddress(PolicyPeer.Block block) {
        return block.range().length() == 0 && block.except().isEmpty();
    }

    /** True when all of these addresses of a pod are within the block, and there are any. */
    static boolean within(PolicyPeer.Block block, List<InetAddress> addresses) {
        return !addresses.isEmpty() && addresses.stream().allMatch(one -> within(block, one));
    }

    private static boolean within(PolicyPeer.Block block, InetAddress address) {
        return block.range().contains(address)
                && block.except().stream().noneMatch((AddressRange range) -> range.contains(address));
    }

    /** A name of a port is one of the pod that is connected to. */
    private static boolean reaches(PolicyPort port, Remote remote, Protocol protocol) {
        if (port.protocol() != protocol) {
            return false;
        }
        if (!port.isNamed()) {
            return port.isAll() || (port.first() <= remote.port() && remote.port() <= port.last());
        }
        return remote instanceof Remote.OfPod other
                && (port.name().equals(other.portName())
                        || other.pod().numbers(port.name(), protocol).contains(remote.port()));
    }

    private static boolean opens(PolicyPort port, PodFacts own, int ownPort, Protocol protocol) {
        return port.protocol() == protocol
                && (port.isNamed()
                        ? own.numbers(port.name(), protocol).contains(ownPort)
                        : port.first() <= ownPort && ownPort <= port.last());
    }
}
