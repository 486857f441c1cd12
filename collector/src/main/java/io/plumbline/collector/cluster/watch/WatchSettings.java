// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.plumbline.kubernetes.ApiSettings;
import java.util.Map;

/** The settings that say whether the collector asks a Kubernetes API, and which. */
public record WatchSettings(Mode mode, ApiSettings api) {
    /** The cases in which the API is asked. */
    public enum Mode {
        /** Asks when the settings say where the API server is, or the collector runs in a pod with a token for it. */
        AUTO,
        /** Always. */
        DIRECT,
        /** Never: the collector then knows what agents report. */
        OFF
    }

    /** {@code environment}: of the process. */
    boolean asks(Map<String, String> environment) {
        return switch (mode) {
            case DIRECT -> true;
            case OFF -> false;
            case AUTO -> api.isGiven() || ApiSettings.inPod(environment);
        };
    }
}
