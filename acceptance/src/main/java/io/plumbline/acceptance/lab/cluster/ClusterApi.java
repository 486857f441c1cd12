// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.PodSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A stand-in for an API server, on the loopback: keeps the objects of a lab and answers lists and watches. */
public final class ClusterApi implements AutoCloseable {
    private final KubernetesMockServer server;
    private final KubernetesClient client;
    private final Map<Controller, String> uids = new HashMap<>();

    public ClusterApi() {
        server = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new EveryPodDispatcher(), false);
        server.init();
        client = server.createClient();
    }

    /** For the agent's {@code kubernetes.api}. */
    public String url() {
        return "http://127.0.0.1:" + server.getPort();
    }

    public void namespace(String name, Map<String, String> labels) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .build())
                .create();
    }

    /**
     * Tells of a pod, before it is started, and of what owns it.
     *
     * @param probes commands of exec probes by container
     * @return the pod with the uid that it got here: what a kubelet is told to run
     */
    public synchronized PodSpec add(Controller controller, PodSpec pod, String node, Map<String, List<String>> probes) {
        String owner = own(controller);
        List<Container> containers = new ArrayList<>();
        for (ContainerSpec spec : pod.containers()) {
            var builder = containerBuilder(spec);
            List<String> probe = probes.getOrDefault(spec.name(), List.of());
            if (!probe.isEmpty()) {
                builder.withNewReadinessProbe()
                        .withPeriodSeconds(5)
                        .withNewExec()
                        .withCommand(probe)
                        .endExec()
                        .endReadinessProbe();
            }
            containers.add(builder.build());
        }
        Pod created = client.resource(new PodBuilder()
                        .withMetadata(new ObjectMetaBuilder()
                                .withName(pod.name())
                                .withNamespace(pod.namespace())
                                .withLabels(pod.labels())
                                .withAnnotations(pod.annotations())
                                .withOwnerReferences(new OwnerReferenceBuilder()
                                        .withApiVersion(controller.apiVersion())
                                        .withKind(controller.kind())
                                        .withName(controller.name())
                                        .withUid(owner)
                                        .withController(true)
                                        .build())
                                .build())
                        .withNewSpec()
                        .withNodeName(node)
                        .withServiceAccountName("default")
                        .withInitContainers(pod.initContainers().stream()
                                .map(spec -> containerBuilder(spec).build())
                                .toList())
                        .withContainers(containers)
                        .endSpec()
                        .build())
                .create();
        return pod.uid(created.getMetadata().getUid());
    }

    public void remove(PodSpec pod) {
        client.pods().inNamespace(pod.namespace()).withName(pod.name()).delete();
    }

    private static ContainerBuilder containerBuilder(ContainerSpec spec) {
        return new ContainerBuilder()
                .withName(spec.name())
                .withImage(spec.image().name())
                .withCommand(spec.command())
                .withArgs(spec.args());
    }

    /** Makes the owner, and its owner before it, known; returns its uid. */
    private String own(Controller controller) {
        String known = uids.get(controller);
        if (known != null) {
            return known;
        }
        var metadata = new ObjectMetaBuilder().withName(controller.name()).withNamespace(controller.namespace());
        Controller parent = controller.parent();
        if (parent != null) {
            metadata.withOwnerReferences(new OwnerReferenceBuilder()
                    .withApiVersion(parent.apiVersion())
                    .withKind(parent.kind())
                    .withName(parent.name())
                    .withUid(own(parent))
                    .withController(true)
                    .build());
        }
        String uid = client.resource(object(controller.kind(), metadata.build()))
                .create()
                .getMetadata()
                .getUid();
        uids.put(controller, uid);
        return uid;
    }

    private static HasMetadata object(String kind, ObjectMeta built) {
        return switch (kind) {
            case "Deployment" -> new DeploymentBuilder().withMetadata(built).build();
            case "ReplicaSet" -> new ReplicaSetBuilder().withMetadata(built).build();
            case "StatefulSet" -> new StatefulSetBuilder().withMetadata(built).build();
            case "CronJob" -> new CronJobBuilder().withMetadata(built).build();
            case "Job" -> new JobBuilder().withMetadata(built).build();
            default -> throw new IllegalArgumentException("kind: " + kind + " (expected: a kind that a lab has)");
        };
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }

    /** The stand-in keeps no index of nodes: it gives all pods, and the agent sorts them. */
    private static final class EveryPodDispatcher extends KubernetesCrudDispatcher {
        @Override
        public MockResponse handleGet(String path) {
            return super.handleGet(path.replaceAll("fieldSelector=[^&]*&?", ""));
        }
    }
}
