// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes.direct;

import io.plumbline.agent.kubernetes.ClusterContext;
import io.plumbline.agent.kubernetes.CollectorContext;
import io.plumbline.agent.kubernetes.KubernetesSettings;
import io.plumbline.agent.kubernetes.KubernetesSettings.Mode;
import io.plumbline.agent.kubernetes.NoClusterContext;

/** Chooses where the context comes from. Loads the client library only when the agent itself is to ask an API server. */
public final class ClusterContexts {
    private ClusterContexts() {}

    /** {@code mode}: what that of the settings comes to. */
    public static ClusterContext open(KubernetesSettings settings, Mode mode) {
        return switch (mode) {
            case DIRECT -> new DirectClusterContext(settings);
            case COLLECTOR -> new CollectorContext();
            case OFF, AUTO -> new NoClusterContext();
        };
    }
}
