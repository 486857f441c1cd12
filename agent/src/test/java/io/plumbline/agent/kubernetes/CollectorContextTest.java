// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.kubernetes.PodContext;
import io.plumbline.v1.ClusterView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CollectorContextTest {
    private static final PodContext POD =
            new PodContext("uid", "shop", "web-1", null, null, Map.of(), null, Map.of(), Map.of());

    private final CollectorContext context = new CollectorContext();

    @Test
    void handsOnWhatItIsToldOncePodsAreWanted() {
        List<PodContext> told = new ArrayList<>();
        context.tell(POD);
        context.start(told::add);
        context.tell(POD);

        assertThat(told).containsExactly(POD);
    }

    @Test
    void waitsForPodsOnlyWhileSomebodyWatchesTheCluster() {
        assertThat(context.problem().orElseThrow()).contains("has not said what it knows");
        assertThat(context.patience()).isEqualTo(ClusterContext.PATIENCE);

        context.view(ClusterView.getDefaultInstance());
        assertThat(context.problem()).isEmpty();
        assertThat(context.patience()).isEqualTo(Duration.ZERO);

        context.view(ClusterView.newBuilder()
                .setWatched(true)
                .setProblem("Kubernetes API: gone")
                .build());
        assertThat(context.problem()).contains("collector: Kubernetes API: gone");
        assertThat(context.patience()).isEqualTo(ClusterContext.PATIENCE);

        context.view(ClusterView.newBuilder().setWatched(true).build());
        assertThat(context.problem()).isEmpty();
    }
}
