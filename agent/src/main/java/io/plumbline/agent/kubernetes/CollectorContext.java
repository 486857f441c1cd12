// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import io.plumbline.kubernetes.PodContext;
import io.plumbline.v1.ClusterView;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Context from the collector, which watches the cluster for all agents: this one needs no rights at the API server. Thread-safe;
 * the link tells, and the sink is called on its threads.
 */
public final class CollectorContext implements ClusterContext {
    private volatile @Nullable Consumer<PodContext> sink;
    private volatile @Nullable ClusterView view;

    @Override
    public void start(Consumer<PodContext> sink) {
        this.sink = sink;
    }

    /** The collector says what the cluster says of a pod of this node. */
    public void tell(PodContext pod) {
        Consumer<PodContext> target = sink;
        if (target != null) {
            target.accept(pod);
        }
    }

    /** The collector says how current its knowledge is. */
    public void view(ClusterView newest) {
        view = newest;
    }

    /** That the collector asks no API server is normal. */
    @Override
    public Optional<String> problem() {
        ClusterView last = view;
        if (last == null) {
            return Optional.of(
                    "collector: has not said what it knows of the cluster (expected: a connected collector)");
        }
        return last.getProblem().isEmpty() ? Optional.empty() : Optional.of("collector: " + last.getProblem());
    }

    /** Nothing when the collector asks no API server: it never tells of a pod then. */
    @Override
    public Duration patience() {
        ClusterView last = view;
        return last == null || last.getWatched() ? PATIENCE : Duration.ZERO;
    }

    @Override
    public void close() {
        sink = null;
    }
}
