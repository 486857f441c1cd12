// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.peers;

import io.plumbline.collector.cluster.ClusterKnowledge;
import io.plumbline.collector.cluster.PodView;
import io.plumbline.collector.cluster.ServiceEnd;
import io.plumbline.collector.cluster.ServiceView;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.ClusterView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The knowledge of the API, once it has told everything; before that, and without one, what agents report. */
public final class CurrentKnowledge implements ClusterKnowledge {
    private final Supplier<ClusterView> view;
    private final ClusterKnowledge told;
    private final ClusterKnowledge reported;

    /**
     * @param view how current {@code told} is
     * @param told by the API
     * @param reported by agents
     */
    public CurrentKnowledge(Supplier<ClusterView> view, ClusterKnowledge told, ClusterKnowledge reported) {
        this.view = view;
        this.told = told;
        this.reported = reported;
    }

    private ClusterKnowledge now() {
        return view.get().getCurrentAtUnixNanos() == 0 ? reported : told;
    }

    @Override
    public Optional<Map<String, String>> namespaceLabels(String namespace) {
        return now().namespaceLabels(namespace);
    }

    @Override
    public Map<Workload, List<PodView>> podsIn(String namespace) {
        return now().podsIn(namespace);
    }

    @Override
    public Optional<ServiceView> service(String namespace, String name) {
        return now().service(namespace, name);
    }

    @Override
    public List<Workload> workloadsBehind(String namespace, String serviceName) {
        return now().workloadsBehind(namespace, serviceName);
    }

    @Override
    public List<String> nodeAddresses() {
        return now().nodeAddresses();
    }

    @Override
    public List<ServiceEnd> apiServers() {
        return now().apiServers();
    }
}
