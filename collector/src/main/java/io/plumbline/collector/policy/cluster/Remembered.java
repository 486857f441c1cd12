// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.cluster;

import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.SandboxInterval;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sandboxes that agents told of, those that ended among them.
 *
 * @param byWorkload in the order in which they were given
 * @param workloads by namespace of the pods
 */
record Remembered(Map<Workload, List<SandboxInterval>> byWorkload, Map<String, Set<Workload>> workloads) {
    static Remembered of(List<SandboxInterval> intervals) {
        Map<Workload, List<SandboxInterval>> byWorkload = new HashMap<>();
        Map<String, Set<Workload>> workloads = new HashMap<>();
        for (SandboxInterval interval : intervals) {
            Workload workload = WorkloadCodec.fromProto(interval.getIdentity().getWorkload());
            byWorkload.computeIfAbsent(workload, ignored -> new ArrayList<>()).add(interval);
            workloads
                    .computeIfAbsent(interval.getPod().getNamespace(), ignored -> new LinkedHashSet<>())
                    .add(workload);
        }
        return new Remembered(byWorkload, workloads);
    }

    List<SandboxInterval> of(Workload workload) {
        return byWorkload.getOrDefault(workload, List.of());
    }

    Set<Workload> in(String namespace) {
        return workloads.getOrDefault(namespace, Set.of());
    }
}
