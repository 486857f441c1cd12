// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import io.plumbline.kubernetes.ApiSettings;
import java.util.Map;

/**
 * The settings of the way in which the agent learns what the cluster says of its pods.
 *
 * @param nodeName name of this node in the cluster; pods of other nodes are never asked for
 * @param api where the API server is
 */
public record KubernetesSettings(Mode mode, String nodeName, ApiSettings api) {
    /** The sources of the context. */
    public enum Mode {
        /**
         * Straight from the API server when it is said where that is; else from the collector when there is one; else straight
         * from the API server when the agent runs in a pod with a token for it; else nowhere.
         */
        AUTO,
        /** The collector, which watches the cluster for all agents. */
        COLLECTOR,
        /** Straight from the API server. */
        DIRECT,
        /** Nowhere. */
        OFF
    }

    public KubernetesSettings {
        if (mode != Mode.OFF && nodeName.isBlank()) {
            throw new IllegalArgumentException("node name: is empty (expected: the node's name in the cluster)");
        }
    }

    public static KubernetesSettings off() {
        return new KubernetesSettings(Mode.OFF, "", ApiSettings.none());
    }

    /**
     * The mode that is used in the end; never AUTO.
     *
     * @param environment of the agent's process; tells whether it runs in a pod
     */
    public Mode decided(boolean withCollector, Map<String, String> environment) {
        if (mode != Mode.AUTO) {
            return mode;
        }
        if (api.isGiven()) {
            return Mode.DIRECT;
        }
        if (withCollector) {
            return Mode.COLLECTOR;
        }
        return ApiSettings.inPod(environment) ? Mode.DIRECT : Mode.OFF;
    }
}
