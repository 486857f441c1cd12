// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.cluster;

import io.plumbline.collector.cluster.ClusterKnowledge;
import io.plumbline.collector.cluster.PodView;
import io.plumbline.collector.cluster.ServiceView;
import io.plumbline.collector.peers.SandboxIndex;
import io.plumbline.collector.policy.spec.Protocol;
import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.SandboxInterval;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Facts of the API on pods and services, and reports of agents where it says nothing. Pods stay as they were when first asked
 * for: however many peers a request has, each sandbox, and each pod of a namespace that is asked for, is looked at once.
 */
public final class ObservedCluster implements NetworkFacts {
    private final ClusterKnowledge cluster;
    private final SandboxIndex sandboxes;
    private final Map<String, Map<Workload, List<PodView>>> living = new HashMap<>();
    private final Map<Workload, List<PodFacts>> facts = new HashMap<>();
    private @Nullable Remembered remembered;

    public ObservedCluster(ClusterKnowledge cluster, SandboxIndex sandboxes) {
        this.cluster = cluster;
        this.sandboxes = sandboxes;
    }

    @Override
    public List<PodFacts> pods(String namespace) {
        Set<Workload> workloads = new LinkedHashSet<>(remembered().in(namespace));
        workloads.addAll(living(namespace).keySet());
        return workloads.stream().flatMap(workload -> pods(workload).stream()).toList();
    }

    @Override
    public List<PodFacts> pods(Workload workload) {
        return facts.computeIfAbsent(workload, this::find);
    }

    private Map<Workload, List<PodView>> living(String namespace) {
        return living.computeIfAbsent(namespace, cluster::podsIn);
    }

    private Remembered remembered() {
        Remembered known = remembered;
        if (known == null) {
            known = Remembered.of(sandboxes.intervals());
            remembered = known;
        }
        return known;
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
    private List<PodFacts> find(Workload workload) {
        List<SandboxInterval> intervals = remembered().of(workload);
        List<PodView> views = living(workload.namespace()).getOrDefault(workload, List.of());
        if (views.isEmpty()) {
            return intervals.stream()
                    .map(interval -> new PodFacts(
                            workload.namespace(),
                            workload,
                            interval.getPod().getLabelsMap(),
                            addresses(List.of(interval.getIp())),
                            false,
                            List.of()))
                    .toList();
        }
        Set<String> sandboxed = new HashSet<>();
        intervals.forEach(interval -> sandboxed.add(interval.getPod().getName()));
        return views.stream()
                .map(view -> pod(workload, view, sandboxed.contains(view.name())))
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
