// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes.direct;

import io.plumbline.agent.kubernetes.ClusterContext;
import io.plumbline.agent.kubernetes.KubernetesSettings;
import io.plumbline.agent.kubernetes.NoClusterContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Chooses the source of cluster context. Loads no class of the Kubernetes client unless the choice is direct. */
public final class ClusterContexts {
    private static final Path SERVICE_ACCOUNT_TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

    private ClusterContexts() {}

    /** {@code environment}: of the agent's process; tells whether it runs in a pod. */
    public static ClusterContext open(KubernetesSettings settings, Map<String, String> environment) {
        boolean direct = switch (settings.mode()) {
            case DIRECT -> true;
            case OFF -> false;
            case AUTO ->
                settings.kubeconfig() != null
                        || settings.apiUrl() != null
                        || (environment.containsKey("KUBERNETES_SERVICE_HOST")
                                && Files.isReadable(SERVICE_ACCOUNT_TOKEN));
        };
        return direct ? new DirectClusterContext(settings) : new NoClusterContext();
    }
}
