// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the agent learns what the cluster says of its pods.
 *
 * @param nodeName name of this node in the cluster; pods of other nodes are never asked for
 * @param kubeconfig file to read; null for the service account of the agent's own pod
 * @param apiUrl URL of the API server; null to take it from kubeconfig or pod
 */
public record KubernetesSettings(
        Mode mode,
        String nodeName,
        @Nullable Path kubeconfig,
        @Nullable String apiUrl) {
    /** Where the context comes from. */
    public enum Mode {
        /** Direct when there is a kubeconfig, an API URL, or the agent runs in a pod; else off. */
        AUTO,
        /** Straight from the API server. */
        DIRECT,
        /** Nowhere. */
        OFF
    }

    public KubernetesSettings {
        if (mode != Mode.OFF && nodeName.isBlank()) {
            throw new IllegalArgumentException("node name: is empty (expected: the node's name in the cluster)");
        }
        if (apiUrl != null && !apiUrl.matches("https?://[^/\\s]+(/\\S*)?")) {
            throw new IllegalArgumentException("kubernetes.api: " + apiUrl + " (expected: an http or https URL)");
        }
    }

    public static KubernetesSettings off() {
        return new KubernetesSettings(Mode.OFF, "", null, null);
    }
}
