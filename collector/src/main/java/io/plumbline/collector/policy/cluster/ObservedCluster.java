// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.cluster;

import io.plumbline.collector.cluster.ClusterKnowledge;
import io.plumbline.collector.cluster.PodView;
import io.plumbline.collector.cluster.ServiceView;
import io.plumbline.collector.peers.SandboxIndex;
import io.plumbline.collector.policy.spec.AddressRange;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.SandboxInterval;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the API says of pods and services, and what agents report where it says nothing. */
public final class ObservedCluster implements NetworkFacts {
    private final ClusterKnowledge cluster;
    private final SandboxIndex sandboxes;

    public ObservedCluster(ClusterKnowledge cluster, SandboxIndex sandboxes) {
        this.cluster = cluster;
        this.sandboxes = sandboxes;
    }

    @Override
    public List<PodFacts> pods(String namespace) {
        Map<Workload, List<SandboxInterval>> reported = new LinkedHashMap<>();
        sandboxes
                .intervals(interval -> interval.getPod().getNamespace().equals(namespace))
                .forEach(interval -> reported.computeIfAbsent(
                                WorkloadCodec.fromProto(interval.getIdentity().getWorkload()),
                                workload -> new ArrayList<>())
                        .add(interval));
        cluster.workloadsIn(namespace).forEach(workload -> reported.putIfAbsent(workload, List.of()));
        List<PodFacts> pods = new ArrayList<>();
        reported.forEach((workload, intervals) -> pods.addAll(pods(workload, intervals)));
        return pods;
    }

    @Override
    public List<PodFacts> pods(Workload workload) {
        io.plumbline.v1.Workload wanted = WorkloadCodec.toProto(workload);
        return pods(
                workload,
                sandboxes.intervals(
                        interval -> interval.getIdentity().getWorkload().equals(wanted)));
    }

    @Override
    public Map<String, String> namespaceLabels(String namespace) {
        Map<String, String> labels =
                new HashMap<>(cluster.namespaceLabels(namespace).orElse(Map.of()));
        labels.put(NAMESPACE_NAME, namespace);
        return labels;
    }

    @Override
    public Optional<ServiceFacts> service(String namespace, String name) {
        return cluster.service(namespace, name).map(ObservedCluster::service);
    }

    @Override
    public List<InetAddress> nodes() {
        return addresses(cluster.nodeAddresses());
    }

    @Override
    public List<ApiEndpoint> apiServers() {
        return cluster.apiServers().stream()
                .map(end -> new ApiEndpoint(InetAddress.ofLiteral(end.ip()), end.port()))
                .toList();
    }

    /** Living pods; where there are none, for instance between two runs of a job, those that are still remembered. */
    private List<PodFacts> pods(Workload workload, List<SandboxInterval> remembered) {
        List<PodView> living = cluster.podsOf(workload);
        return living.isEmpty()
                ? remembered.stream()
                        .map(interval -> new PodFacts(
                                workload.namespace(),
                                workload,
                                interval.getPod().getLabelsMap(),
                                addresses(List.of(interval.getIp())),
                                false,
                                List.of()))
                        .toList()
                : living.stream()
                        .map(view -> pod(
                                workload,
                                view,
                                remembered.stream()
                                        .anyMatch(interval ->
                                                interval.getPod().getName().equals(view.name()))))
                        .toList();
    }

    /** {@code sandboxed}: whether an agent reports an address of its own, which says more than what the API may not tell yet. */
    private static PodFacts pod(Workload workload, PodView view, boolean sandboxed) {
        return new PodFacts(
                view.namespace(),
                workload,
                view.labels(),
                addresses(view.ips()),
                view.hostNetwork() && !sandboxed,
                view.ports().stream()
                        .flatMap(port -> Protocol.of(port.transport()).stream()
                                .map(protocol -> new PodPort(port.name(), port.port(), protocol)))
                        .toList());
    }

    private static ServiceFacts service(ServiceView view) {
        return new ServiceFacts(
                view.namespace(),
                view.name(),
                view.selector(),
                view.ports().stream()
                        .flatMap(port -> Protocol.of(port.transport()).stream()
                                .map(protocol -> forwarded(port.port(), protocol, port.target())))
                        .toList(),
                List.of());
    }

    private static ForwardedPort forwarded(int port, Protocol protocol, String target) {
        boolean number = target.matches("[0-9]{1,5}");
        return new ForwardedPort(port, protocol, number ? "" : target, number ? Integer.parseInt(target) : 0);
    }

    private static List<InetAddress> addresses(List<String> texts) {
        return texts.stream()
                .map(AddressRange::address)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }
}
