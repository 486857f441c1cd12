// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.kubernetes;

import io.plumbline.service.config.Configuration;
import io.plumbline.service.config.Setting;
import io.plumbline.service.config.ValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The place of the API server.
 *
 * @param kubeconfig file to read; null for the service account of the process's own pod
 * @param url of the API server; null to take it from kubeconfig or pod
 */
public record ApiSettings(
        @Nullable Path kubeconfig, @Nullable String url) {
    private static final Path SERVICE_ACCOUNT_TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

    private static final Setting<Path> KUBECONFIG = Setting.optional(
            "kubernetes.kubeconfig",
            ValueType.path(),
            "Kubeconfig file; without it the pod's service account is used.");
    private static final Setting<String> API = Setting.optional(
            "kubernetes.api", ValueType.text(), "URL of the API server; without it as the kubeconfig says.");

    public ApiSettings {
        if (url != null && !url.matches("https?://[^/\\s]+(/\\S*)?")) {
            throw new IllegalArgumentException("kubernetes.api: " + url + " (expected: an http or https URL)");
        }
    }

    /** Nothing is given: the pod's own. */
    public static ApiSettings none() {
        return new ApiSettings(null, null);
    }

    public static List<Setting<?>> settings() {
        return List.of(KUBECONFIG, API);
    }

    /** Throws IllegalArgumentException that names the key. */
    public static ApiSettings from(Configuration configuration) {
        return new ApiSettings(
                configuration.find(KUBECONFIG).orElse(null),
                configuration.find(API).orElse(null));
    }

    /** True when a person said where the API server is. */
    public boolean isGiven() {
        return kubeconfig != null || url != null;
    }

    /** True when the process runs in a pod with a token for the API server. {@code environment}: of the process. */
    public static boolean inPod(Map<String, String> environment) {
        return environment.containsKey("KUBERNETES_SERVICE_HOST") && Files.isReadable(SERVICE_ACCOUNT_TOKEN);
    }
}
