// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector;

import io.plumbline.collector.cluster.memory.ClusterMemory;
import io.plumbline.collector.cluster.watch.ClusterWatch;
import io.plumbline.collector.metrics.CollectorMetrics;

/** Metrics of the cluster's memory: the objects that it holds, and how current they are. */
final class ClusterGauges {
    private ClusterGauges() {}

    static void register(CollectorMetrics metrics, ClusterMemory memory, ClusterWatch watch) {
        metrics.gauge("cluster_pods", "Pods that the Kubernetes API told of.", memory.pods()::size);
        metrics.gauge("cluster_services", "Services that the Kubernetes API told of.", memory.services()::size);
        metrics.gauge(
                "cluster_deleted", "Deleted pods, services and owners that are still remembered.", memory::deleted);
        metrics.gauge(
                "cluster_bytes", "About as many bytes as the memory of the cluster takes at most.", memory::bytes);
        metrics.gauge(
                "cluster_age_seconds",
                "Since when the memory of the cluster may be out of date; 0 without a Kubernetes API, -1 when it was never current.",
                watch::ageSeconds);
        metrics.counter(
                "cluster_dropped_total",
                "Objects, or parts of them, that the memory had no room for.",
                memory::dropped);
        metrics.counter("cluster_cut_total", "Objects, labels and texts that were left out or cut.", watch::cut);
    }
}
