// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes.direct;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** UID and labels of namespaces, read one by one and kept for a while. Blocks; owned by one thread. */
final class NamespaceReader {
    private static final Duration FRESHNESS = Duration.ofMinutes(5);
    private static final int CACHE_LIMIT = 1024;

    private final KubernetesClient client;
    private final LongSupplier nanoTime;
    private final Map<String, Cached> cache = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cached> eldest) {
            return size() > CACHE_LIMIT;
        }
    };

    NamespaceReader(KubernetesClient client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
    }

    /** Empty when it cannot be read: it is gone, or the agent may not, or nobody answers. */
    Optional<NamespaceFacts> read(String name) {
        @Nullable Cached cached = cache.get(name);
        if (cached != null && nanoTime.getAsLong() - cached.readNanos() < FRESHNESS.toNanos()) {
            return cached.facts();
        }
        Optional<NamespaceFacts> facts = fetch(name);
        cache.put(name, new Cached(facts, nanoTime.getAsLong()));
        return facts;
    }

    private Optional<NamespaceFacts> fetch(String name) {
        try {
            @Nullable Namespace namespace = client.namespaces().withName(name).get();
            return namespace == null
                    ? Optional.empty()
                    : Optional.of(new NamespaceFacts(
                            namespace.getMetadata().getUid(),
                            Map.copyOf(
                                    Optional.ofNullable(namespace.getMetadata().getLabels())
                                            .orElse(Map.of()))));
        } catch (KubernetesClientException e) {
            return Optional.empty();
        }
    }

    /** The part of a namespace that matters here. */
    record NamespaceFacts(String uid, Map<String, String> labels) {}

    private record Cached(Optional<NamespaceFacts> facts, long readNanos) {}
}
