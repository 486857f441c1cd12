// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.kubernetes.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.plumbline.kubernetes.ApiSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes clients of the API server. */
public final class ApiClients {
    private ApiClients() {}

    /** Connects to nobody yet. Throws a RuntimeException that says why there can be no client. */
    public static KubernetesClient open(ApiSettings settings) {
        return new KubernetesClientBuilder().withConfig(config(settings)).build();
    }

    /** The reason of a failure, in at most 200 characters, without the request around it. */
    public static String reason(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause.getCause() != null && depth < 8; depth++) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String text = message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
        return text.length() > 200 ? text.substring(0, 200) : text;
    }

    private static Config config(ApiSettings settings) {
        Config base;
        @Nullable Path kubeconfig = settings.kubeconfig();
        if (kubeconfig != null) {
            if (!Files.isReadable(kubeconfig)) {
                throw new IllegalStateException("kubernetes.kubeconfig: " + kubeconfig + " cannot be read");
            }
            base = Config.fromKubeconfig(kubeconfig.toFile());
        } else {
            base = settings.url() == null ? Config.autoConfigure(null) : Config.empty();
        }
        ConfigBuilder builder = new ConfigBuilder(base)
                .withConnectionTimeout(5_000)
                .withRequestTimeout(10_000)
                .withRequestRetryBackoffLimit(0);
        return settings.url() == null
                ? builder.build()
                : builder.withMasterUrl(settings.url()).build();
    }
}
