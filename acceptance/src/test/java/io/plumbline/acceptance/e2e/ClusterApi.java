// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.PodSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An API server in memory, on the loopback and without TLS, that holds what the pods of a lab would have there. */
final class ClusterApi implements AutoCloseable {
    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new EveryPodDispatcher(), false);
    private final KubernetesClient client;

    ClusterApi() {
        server.init();
        client = server.createClient();
    }

    String url() {
        return server.url("/");
    }

    void namespace(String name, Map<String, String> labels) {
        create(new NamespaceBuilder()
                .withMetadata(metadata(name, null, labels, null))
                .build());
    }

    /** Creates a deployment and its replica set; returns how pods refer to the latter. */
    OwnerReference deployment(String namespace, String name, String templateHash) {
        String deploymentUid = create(new DeploymentBuilder()
                .withMetadata(metadata(name, namespace, Map.of(), null))
                .build());
        String replicaSet = name + "-" + templateHash;
        String replicaSetUid = create(new ReplicaSetBuilder()
                .withMetadata(metadata(replicaSet, namespace, Map.of(), owner("Deployment", name, deploymentUid)))
                .build());
        return owner("ReplicaSet", replicaSet, replicaSetUid);
    }

    /**
     * Creates a pod and returns it with the uid that the server gave it.
     *
     * @param readiness the command by which the kubelet asks each container whether it is ready; empty for none
     */
    PodSpec pod(
            PodSpec spec,
            String node,
            String serviceAccount,
            @Nullable OwnerReference owner,
            Function<ContainerSpec, List<String>> readiness) {
        String uid = create(new PodBuilder()
                .withMetadata(metadata(spec.name(), spec.namespace(), spec.labels(), owner))
                .withNewSpec()
                .withNodeName(node)
                .withServiceAccountName(serviceAccount)
                .withInitContainers(spec.initContainers().stream()
                        .map(container -> container(container, List.of()))
                        .toList())
                .withContainers(spec.containers().stream()
                        .map(container -> container(container, readiness.apply(container)))
                        .toList())
                .endSpec()
                .build());
        return spec.uid(uid);
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }

    private static io.fabric8.kubernetes.api.model.Container container(ContainerSpec spec, List<String> readiness) {
        ContainerBuilder container = new ContainerBuilder()
                .withName(spec.name())
                .withImage(spec.image().name())
                .withCommand(spec.command())
                .withArgs(spec.args());
        if (!readiness.isEmpty()) {
            container
                    .withNewReadinessProbe()
                    .withNewExec()
                    .withCommand(readiness)
                    .endExec()
                    .endReadinessProbe();
        }
        return container.build();
    }

    private String create(HasMetadata object) {
        return client.resource(object).create().getMetadata().getUid();
    }

    private static ObjectMeta metadata(
            String name, @Nullable String namespace, Map<String, String> labels, @Nullable OwnerReference owner) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(labels)
                .withOwnerReferences(owner == null ? List.of() : List.of(owner))
                .build();
    }

    private static OwnerReference owner(String kind, String name, String uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion("apps/v1")
                .withKind(kind)
                .withName(name)
                .withUid(uid)
                .withController(true)
                .build();
    }

    /** The server does not know the field by which an agent selects its pods, and would show none at all. */
    private static final class EveryPodDispatcher extends KubernetesCrudDispatcher {
        @Override
        public MockResponse handleGet(String path) {
            return super.handleGet(path.replaceAll("fieldSelector=[^&]*&?", ""));
        }
    }
}
