// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes.direct;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.plumbline.kubernetes.PodContext.Owner;
import io.plumbline.kubernetes.client.ApiClients;
import io.plumbline.kubernetes.client.PodMetadata;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the top owner of a pod by its controller references. Stops at the built-in kinds that stand for a workload: what owns a
 * Deployment (an operator's object) may own several that behave differently, and is not known without an API server. Blocks;
 * owned by one thread; remembers {@link #CACHE_LIMIT} objects.
 */
final class OwnerWalk {
    private static final int CACHE_LIMIT = 4096;
    private static final int DEPTH_LIMIT = 8;
    private static final Set<String> WORKLOADS =
            Set.of("apps/Deployment", "apps/StatefulSet", "apps/DaemonSet", "batch/CronJob");

    private final KubernetesClient client;
    /** Parent by UID of the child; an object's controller does not change in practice. Oldest out. */
    private final Map<String, Parent> parents = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Parent> eldest) {
            return size() > CACHE_LIMIT;
        }
    };

    OwnerWalk(KubernetesClient client) {
        this.client = client;
    }

    /** Empty for a pod without controller, and for the mirror of a static pod. Throws when an owner cannot be read. */
    Optional<Owner> top(ObjectMeta pod) throws UnreadableException {
        @Nullable OwnerReference reference = PodMetadata.controller(pod).orElse(null);
        if (reference == null) {
            return Optional.empty();
        }
        for (int depth = 0; depth < DEPTH_LIMIT && !WORKLOADS.contains(PodMetadata.group(reference)); depth++) {
            Optional<OwnerReference> parent = parent(reference, pod.getNamespace());
            if (parent.isEmpty()) {
                break;
            }
            reference = parent.get();
        }
        return Optional.of(new Owner(reference.getKind(), reference.getName(), reference.getUid()));
    }

    private Optional<OwnerReference> parent(OwnerReference child, String namespace) throws UnreadableException {
        @Nullable Parent known = parents.get(child.getUid());
        if (known != null) {
            return Optional.ofNullable(known.reference());
        }
        Optional<OwnerReference> found = read(child, namespace);
        parents.put(child.getUid(), new Parent(found.orElse(null)));
        return found;
    }

    private Optional<OwnerReference> read(OwnerReference child, String namespace) throws UnreadableException {
        String what = child.getKind() + " " + namespace + "/" + child.getName();
        boolean builtIn = true;
        try {
            @Nullable
            HasMetadata object = switch (PodMetadata.group(child)) {
                case "apps/ReplicaSet" ->
                    client.apps()
                            .replicaSets()
                            .inNamespace(namespace)
                            .withName(child.getName())
                            .get();
                case "batch/Job" ->
                    client.batch()
                            .v1()
                            .jobs()
                            .inNamespace(namespace)
                            .withName(child.getName())
                            .get();
                case "v1/ReplicationController" ->
                    client.replicationControllers()
                            .inNamespace(namespace)
                            .withName(child.getName())
                            .get();
                default -> {
                    builtIn = false;
                    yield client.genericKubernetesResources(child.getApiVersion(), child.getKind())
                            .inNamespace(namespace)
                            .withName(child.getName())
                            .get();
                }
            };
            if (object != null && child.getUid().equals(object.getMetadata().getUid())) {
                return PodMetadata.controller(object.getMetadata());
            }
            if (!builtIn) {
                return Optional.empty();
            }
            throw new UnreadableException(what + " is gone");
        } catch (KubernetesClientException e) {
            if (!builtIn && !(e.getCause() instanceof IOException)) {
                // A custom kind that the agent may not read, or that no longer exists, counts as the top.
                return Optional.empty();
            }
            throw new UnreadableException(what + " cannot be read: " + ApiClients.reason(e));
        }
    }

    /** The controller of an object; null at the top. */
    private record Parent(@Nullable OwnerReference reference) {}

    /** An owner could not be read; the message says which and why. */
    static final class UnreadableException extends Exception {
        UnreadableException(String message) {
            super(message);
        }
    }
}
