// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.peers;

import io.plumbline.collector.cluster.ClusterKnowledge;
import io.plumbline.collector.cluster.PodView;
import io.plumbline.collector.cluster.ServiceEnd;
import io.plumbline.collector.cluster.ServiceView;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.Pod;
import io.plumbline.v1.SandboxInterval;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The cluster as the agents report it: what there is to know without a Kubernetes API. */
public final class SandboxKnowledge implements ClusterKnowledge {
    private final SandboxIndex sandboxes;

    public SandboxKnowledge(SandboxIndex sandboxes) {
        this.sandboxes = sandboxes;
    }

    /** Agents that have a view of the API of their own report labels of namespaces too. */
    @Override
    public Optional<Map<String, String>> namespaceLabels(String namespace) {
        return sandboxes
                .living()
                .map(SandboxInterval::getPod)
                .filter(pod -> pod.getNamespace().equals(namespace) && pod.getNamespaceLabelsCount() > 0)
                .findAny()
                .map(pod -> Map.copyOf(pod.getNamespaceLabelsMap()));
    }

    @Override
    public Map<Workload, List<PodView>> podsIn(String namespace) {
        Map<Workload, List<PodView>> views = new LinkedHashMap<>();
        Set<String> uids = new HashSet<>();
        sandboxes
                .living()
                .filter(interval -> interval.getPod().getNamespace().equals(namespace)
                        && uids.add(interval.getPod().getUid()))
                .forEach(interval -> views.computeIfAbsent(
                                WorkloadCodec.fromProto(interval.getIdentity().getWorkload()),
                                workload -> new ArrayList<>())
                        .add(view(interval.getPod())));
        return views;
    }

    private static PodView view(Pod pod) {
        return new PodView(
                pod.getNamespace(),
                pod.getName(),
                pod.getLabelsMap(),
                pod.getIpsList(),
                pod.getIpsCount() == 0,
                List.of());
    }

    @Override
    public Optional<ServiceView> service(String namespace, String name) {
        return Optional.empty();
    }

    @Override
    public List<Workload> workloadsBehind(String namespace, String serviceName) {
        return List.of();
    }

    @Override
    public List<String> nodeAddresses() {
        return List.of();
    }

    @Override
    public List<ServiceEnd> apiServers() {
        return List.of();
    }
}
