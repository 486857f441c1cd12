// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import io.plumbline.collector.cluster.record.PodRecord;
import io.plumbline.collector.cluster.record.ServiceRecord;
import io.plumbline.collector.cluster.record.SliceRecord;
import io.plumbline.profiles.workload.Workload;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The workloads that services lead to: those of the pods in their endpoint slices, or, where there is no slice, of the pods that
 * they select. What was found from slices is kept until one of them changes: the owner of a pod never does.
 */
final class ServiceBackends {
    private final Pods pods;
    private final Slices slices;
    private final ConcurrentMap<String, List<Workload>> known = new ConcurrentHashMap<>();

    ServiceBackends(Pods pods, MemoryBounds bounds) {
        this.pods = pods;
        this.slices = new Slices(bounds, known::remove);
    }

    Slices slices() {
        return slices;
    }

    /** Empty also when the owner of one of the pods is not known. */
    List<Workload> of(ServiceRecord service) {
        @Nullable List<Workload> before = known.get(service.key());
        if (before != null) {
            return before;
        }
        List<SliceRecord> parts = slices.of(service.key());
        if (parts.isEmpty()) {
            return selected(service);
        }
        Optional<List<Workload>> found = workloads(parts);
        found.ifPresent(workloads -> known.put(service.key(), workloads));
        if (!slices.of(service.key()).equals(parts)) {
            // Changed meanwhile: what was found may be of before.
            known.remove(service.key());
        }
        return found.orElse(List.of());
    }

    /** Empty when not all of them are known. */
    private Optional<List<Workload>> workloads(List<SliceRecord> parts) {
        Set<Workload> workloads = new LinkedHashSet<>();
        for (SliceRecord part : parts) {
            if (!part.addresses().isEmpty()) {
                return Optional.empty();
            }
            for (String key : part.pods()) {
                @Nullable PodRecord pod = pods.get(key);
                Optional<Workload> workload = pod == null ? Optional.empty() : pods.workload(pod);
                if (workload.isEmpty()) {
                    return Optional.empty();
                }
                workloads.add(workload.get());
            }
        }
        return Optional.of(List.copyOf(workloads));
    }

    private List<Workload> selected(ServiceRecord service) {
        Set<Map.Entry<String, String>> selector = service.view().selector().entrySet();
        Set<Workload> workloads = new LinkedHashSet<>();
        if (!selector.isEmpty()) {
            for (PodRecord pod : pods.in(service.view().namespace()).toList()) {
                if (pod.labels().entrySet().containsAll(selector)) {
                    Optional<Workload> workload = pods.workload(pod);
                    if (workload.isEmpty()) {
                        return List.of();
                    }
                    workloads.add(workload.get());
                }
            }
        }
        return List.copyOf(workloads);
    }
}
