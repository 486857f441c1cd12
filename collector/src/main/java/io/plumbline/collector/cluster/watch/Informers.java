// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.plumbline.collector.cluster.memory.ClusterMemory;
import io.plumbline.collector.cluster.memory.Kept;
import io.plumbline.kubernetes.ApiSettings;
import io.plumbline.kubernetes.client.ApiClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The informers of one client. Owned by one thread. */
final class Informers implements AutoCloseable {
    private static final String NAMESPACES = "namespaces";

    /** Objects of a page of a list: what is held of whole objects at a time. */
    private static final long PAGE = 500;

    private final KubernetesClient client;
    private final Map<String, SharedIndexInformer<?>> informers = new ConcurrentHashMap<>();
    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();

    private Informers(KubernetesClient client) {
        this.client = client;
    }

    /** Does not wait for the API server. Throws a RuntimeException when there can be no client. */
    static Informers start(ApiSettings settings, ClusterMemory memory, Reductions reductions) {
        KubernetesClient client = ApiClients.open(settings);
        var all = new Informers(client);
        try {
            all.startAll(memory, reductions);
            return all;
        } catch (RuntimeException failed) {
            all.close();
            throw failed;
        }
    }

    static String reason(Throwable failure) {
        return ApiClients.reason(failure);
    }

    /** Owners and namespaces before the pods that need them. */
    private void startAll(ClusterMemory memory, Reductions reductions) {
        start(NAMESPACES, client.namespaces(), memory.namespaces(), reductions::namespace, Namespace::new, reductions);
        start("nodes", client.nodes(), memory.nodes(), reductions.nodes(), Node::new, reductions);
        start(
                "replicasets",
                client.apps().replicaSets().inAnyNamespace(),
                memory.replicaSets(),
                reductions.owners(),
                ReplicaSet::new,
                reductions);
        start(
                "jobs",
                client.batch().v1().jobs().inAnyNamespace(),
                memory.jobs(),
                reductions.owners(),
                Job::new,
                reductions);
        start(
                "replicationcontrollers",
                client.replicationControllers().inAnyNamespace(),
                memory.replicationControllers(),
                reductions.owners(),
                ReplicationController::new,
                reductions);
        start("pods", client.pods().inAnyNamespace(), memory.pods(), reductions.pods(), Pod::new, reductions);
        start(
                "services",
                client.services().inAnyNamespace(),
                memory.services(),
                reductions.services(),
                Service::new,
                reductions);
        start(
                "endpointslices",
                client.discovery().v1().endpointSlices().inAnyNamespace(),
                memory.slices(),
                reductions.slices(),
                EndpointSlice::new,
                reductions);
    }

    private <T extends HasMetadata, R> void start(
            String kind,
            Informable<T> objects,
            Kept<R> kept,
            Function<? super T, R> reduction,
            Supplier<T> empty,
            Reductions reductions) {
        SharedIndexInformer<T> informer = objects.withLimit(PAGE)
                .runnableInformer(0)
                .removeNamespaceIndex()
                .itemStore(new ReducedItems<>(kept, reduction, empty, reductions.broken()));
        informer.exceptionHandler((started, failure) -> {
            failures.put(kind, failure);
            return true;
        });
        informers.put(kind, informer);
        CompletionStage<Void> ignored = informer.start();
    }

    String server() {
        return String.valueOf(client.getMasterUrl());
    }

    boolean areRunning() {
        return informers.values().stream().allMatch(SharedIndexInformer::isRunning);
    }

    /** False when the API server refuses them. */
    boolean areNamespacesReadable() {
        return isCurrent(NAMESPACES) || !failures.containsKey(NAMESPACES);
    }

    /** The kinds that are not watched, with the reason; empty when all are. */
    Optional<String> problem() {
        List<String> silent = new ArrayList<>(informers.keySet());
        silent.removeIf(this::isCurrent);
        if (silent.isEmpty()) {
            return Optional.empty();
        }
        String why = silent.stream()
                .map(failures::get)
                .filter(failure -> failure != null)
                .map(ApiClients::reason)
                .findFirst()
                .orElse("no answer yet");
        return Optional.of("Kubernetes API " + server() + ": not watched: "
                + silent.stream().sorted().collect(Collectors.joining(", ")) + ": " + why
                + " (expected: list and watch of all of them)");
    }

    private boolean isCurrent(String kind) {
        SharedIndexInformer<?> informer = informers.get(kind);
        return informer != null && informer.hasSynced() && informer.isWatching();
    }

    @Override
    public void close() {
        informers.values().forEach(SharedIndexInformer::close);
        client.close();
    }
}
