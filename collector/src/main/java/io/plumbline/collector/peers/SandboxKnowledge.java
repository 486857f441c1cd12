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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    public List<PodView> podsOf(Workload workload) {
        io.plumbline.v1.Workload wanted = WorkloadCodec.toProto(workload);
        Map<String, Pod> pods = new LinkedHashMap<>();
        sandboxes
                .living()
                .filter(interval -> interval.getIdentity().getWorkload().equals(wanted))
                .map(SandboxInterval::getPod)
                .forEach(pod -> pods.putIfAbsent(pod.getUid(), pod));
        return pods.values().stream()
                .map(pod -> new PodView(
                        pod.getNamespace(),
                        pod.getName(),
                        pod.getLabelsMap(),
                        pod.getIpsList(),
                        pod.getIpsCount() == 0,
                        List.of()))
                .toList();
    }

    @Override
    public List<Workload> workloadsIn(String namespace) {
        return sandboxes
                .living()
                .filter(interval -> interval.getPod().getNamespace().equals(namespace))
                .map(interval -> WorkloadCodec.fromProto(interval.getIdentity().getWorkload()))
                .distinct()
                .toList();
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
