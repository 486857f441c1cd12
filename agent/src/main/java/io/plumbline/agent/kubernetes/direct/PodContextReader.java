// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes.direct;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.plumbline.agent.kubernetes.direct.NamespaceReader.NamespaceFacts;
import io.plumbline.agent.kubernetes.direct.OwnerWalk.UnreadableException;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.kubernetes.client.PodMetadata;
import io.plumbline.kubernetes.client.PodSpecReader;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Collects what the cluster says of one pod. Blocks; owned by one thread. */
final class PodContextReader {
    private final OwnerWalk owners;
    private final NamespaceReader namespaces;

    PodContextReader(KubernetesClient client, LongSupplier nanoTime) {
        this.owners = new OwnerWalk(client);
        this.namespaces = new NamespaceReader(client, nanoTime);
    }

    /** Throws when an owner cannot be read: half of a chain would name another workload. */
    PodContext read(Pod pod) throws UnreadableException {
        ObjectMeta metadata = pod.getMetadata();
        Optional<NamespaceFacts> namespace = namespaces.read(metadata.getNamespace());
        return new PodContext(
                PodMetadata.uid(metadata),
                metadata.getNamespace(),
                metadata.getName(),
                owners.top(metadata).orElse(null),
                namespace.map(NamespaceFacts::uid).orElse(null),
                namespace.map(NamespaceFacts::labels).orElse(Map.of()),
                pod.getSpec().getServiceAccountName(),
                PodSpecReader.commands(pod.getSpec()),
                PodSpecReader.containerTypes(pod.getSpec()));
    }
}
