// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.replay;

import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.cluster.PodFacts;
import io.plumbline.collector.policy.plan.RecordedEntry;
import io.plumbline.collector.policy.spec.NetworkPolicy;
import io.plumbline.collector.policy.spec.PolicyPeer;
import io.plumbline.collector.policy.spec.PolicyRule;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.collector.policy.spec.Requirement;
import io.plumbline.collector.policy.spec.Selector;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.v1.PolicyReplay;
import io.plumbline.v1.ReplayedFlow;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Applies policies to flows on record: a pure function. Only the side of the workload is judged; what the other side's
 * policies would say is not known here.
 */
public final class Replay {
    /** Most denied flows of an answer. */
    public static final int MAX_DENIED = 1_000;

    private final Evaluation evaluation;
    private final Remotes remotes;
    private final Set<String> keys = new HashSet<>();
    private final Set<PolicyPeer.Block> blocks = new LinkedHashSet<>();
    private final Collection<PodFacts> own;

    private Replay(List<NetworkPolicy> policies, String namespace, List<PodFacts> own, NetworkFacts cluster) {
        this.evaluation = new Evaluation(policies, namespace, cluster);
        this.remotes = new Remotes(cluster);
        policies.forEach(this::addKeys);
        this.own = distinct(own.stream().filter(pod -> !pod.hostNetwork()));
    }

    /**
     * Replays recorded entries against policies, and says what those would have done.
     *
     * @param policies of the namespace of the pods
     * @param own the pods of the workload
     * @param entries what is on record; behaviours of other kinds than of the network are passed over
     */
    public static PolicyReplay run(
            List<NetworkPolicy> policies,
            String namespace,
            List<PodFacts> own,
            List<RecordedEntry> entries,
            NetworkFacts cluster) {
        var replay = new Replay(policies, namespace, own, cluster);
        var answer = PolicyReplay.newBuilder();
        int flows = 0;
        for (RecordedEntry entry : entries) {
            List<Optional<InetAddress>> addresses = entry.addresses().isEmpty()
                    ? List.of(Optional.empty())
                    : entry.addresses().stream().map(Optional::of).toList();
            for (Optional<InetAddress> address : addresses) {
                Optional<Optional<String>> verdict = replay.judge(entry, address);
                if (verdict.isPresent()) {
                    flows++;
                    Optional<String> because = verdict.get();
                    if (because.isPresent() && answer.getDeniedCount() < MAX_DENIED) {
                        answer.addDenied(ReplayedFlow.newBuilder()
                                .setBehavior(BehaviorCodec.toProto(entry.behavior()))
                                .setAddress(address.map(AddressRange::text).orElse(""))
                                .setCount(entry.count())
                                .setBecause(because.get())
                                .setNormal(entry.normal()));
                    }
                }
            }
        }
        return answer.setFlows(flows).build();
    }

    /**
     * Judges an entry. The outer value is empty when it is no flow, the inner one when the flow would pass; else it holds the
     * reason of the denial.
     */
    private Optional<Optional<String>> judge(RecordedEntry entry, Optional<InetAddress> address) {
        return switch (entry.behavior()) {
            case Outbound out ->
                Protocol.of(out.transport())
                        .flatMap(protocol -> judge(
                                remotes.of(out.peer(), out.port(), protocol, address),
                                (pod, remote) -> evaluation.egress(
                                        pod, remote, protocol, out.peer().display())));
            case Inbound in ->
                Protocol.of(in.transport())
                        .flatMap(protocol -> judge(
                                remotes.of(in.peer(), in.port(), protocol, address),
                                (pod, remote) -> evaluation
                                        .ingress(
                                                pod,
                                                in.port(),
                                                remote,
                                                protocol,
                                                in.peer().display())
                                        .map(because -> in.peer() instanceof Peer.Node
                                                ? because + "; the pod's own node is always let in"
                                                : because)));
            default -> Optional.empty();
        };
    }

    /** One pair of pods. */
    private interface Question {
        Optional<String> ask(PodFacts own, Remote remote);
    }

    private Optional<Optional<String>> judge(List<Remote> others, Question question) {
        if (others.isEmpty()) {
            return Optional.empty();
        }
        Collection<Remote> distinct = distinct(others);
        for (PodFacts pod : own) {
            for (Remote remote : distinct) {
                Optional<String> because = question.ask(pod, remote);
                if (because.isPresent()) {
                    return Optional.of(because);
                }
            }
        }
        return Optional.of(Optional.empty());
    }

    /** Takes one of each set of pods that no policy here tells apart. */
    private Collection<PodFacts> distinct(Stream<PodFacts> pods) {
        Map<List<Object>, PodFacts> one = new LinkedHashMap<>();
        pods.forEach(pod -> one.putIfAbsent(List.of(seen(pod), pod.ports()), pod));
        return one.values();
    }

    private Collection<Remote> distinct(List<Remote> all) {
        Map<Object, Remote> one = new LinkedHashMap<>();
        for (Remote remote : all) {
            switch (remote) {
                case Remote.OfPod other ->
                    one.putIfAbsent(
                            List.of(
                                    other.pod().namespace(),
                                    seen(other.pod()),
                                    blocks.stream()
                                            .map(block -> Evaluation.within(
                                                    block, other.pod().addresses()))
                                            .toList(),
                                    other.pod().ports(),
                                    other.port(),
                                    other.portName()),
                            remote);
                case Remote.OfAddress other -> one.putIfAbsent(other, remote);
                case Remote.Unknown other -> one.putIfAbsent(other, remote);
            }
        }
        return one.values();
    }

    private Map<String, String> seen(PodFacts pod) {
        Map<String, String> seen = new HashMap<>(pod.labels());
        seen.keySet().retainAll(keys);
        return seen;
    }

    private void addKeys(NetworkPolicy policy) {
        addKeys(policy.pods());
        Stream.concat(policy.ingress().stream(), policy.egress().stream())
                .map(PolicyRule::peers)
                .flatMap(List::stream)
                .forEach(peer -> {
                    if (peer instanceof PolicyPeer.Pods pods) {
                        addKeys(pods.pods());
                    } else if (peer instanceof PolicyPeer.Block block) {
                        blocks.add(block);
                    }
                });
    }

    private void addKeys(Selector selector) {
        keys.addAll(selector.labels().keySet());
        selector.expressions().stream().map(Requirement::key).forEach(keys::add);
    }
}
