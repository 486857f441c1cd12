// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stand-in for an API server, on the loopback and without TLS: keeps the objects of a lab and answers lists and watches. */
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

    /** The URL for the {@code kubernetes.api} of agents and collectors on this machine. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** The port on the loopback. */
    public int port() {
        return server.getPort();
    }

    /** The client for what a test asks of the server itself. */
    public KubernetesClient client() {
        return client;
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

    /** A node and the addresses that it has in its own network. */
    public void node(String name, String... addresses) {
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewStatus()
                        .withAddresses(Arrays.stream(addresses)
                                .map(ApiObjects::internalAddress)
                                .toList())
                        .endStatus()
                        .build())
                .create();
    }

    /** A pod with the default service account. */
    public PodSpec add(@Nullable Controller controller, PodSpec pod, String node, Map<String, List<String>> probes) {
        return add(controller, pod, node, "default", probes);
    }

    /**
     * Tells of a pod, before it is started, and of what owns it.
     *
     * @param controller null for a pod that nobody owns
     * @param probes commands of exec probes by container
     * @return the pod with the uid that it got here: what a kubelet is told to run
     */
    public synchronized PodSpec add(
            @Nullable Controller controller,
            PodSpec pod,
            String node,
            String serviceAccount,
            Map<String, List<String>> probes) {
        var metadata = new ObjectMetaBuilder()
                .withName(pod.name())
                .withNamespace(pod.namespace())
                .withLabels(pod.labels())
                .withAnnotations(pod.annotations());
        if (controller != null) {
            metadata.withOwnerReferences(ApiObjects.owner(controller, own(controller)));
        }
        return pod.uid(create(ApiObjects.pod(metadata.build(), pod, node, serviceAccount, probes)));
    }

    /** Tells that a pod runs, and its addresses, as the kubelet does after the start. */
    public void running(Pod pod) {
        client.pods()
                .inNamespace(pod.spec().namespace())
                .withName(pod.spec().name())
                .editStatus(known -> ApiObjects.running(known, pod));
    }

    public void remove(PodSpec pod) {
        client.pods().inNamespace(pod.namespace()).withName(pod.name()).delete();
    }

    /** A service with one TCP port, and the pods behind it, which all have its selector's label. */
    public void service(String namespace, String name, ServiceAddress address, String app, List<Pod> backends) {
        create(ApiObjects.service(namespace, name, address, app));
        create(ApiObjects.endpoints(namespace, name, address, backends));
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
            metadata.withOwnerReferences(ApiObjects.owner(parent, own(parent)));
        }
        String uid = create(ApiObjects.controller(controller.kind(), metadata.build()));
        uids.put(controller, uid);
        return uid;
    }

    private String create(HasMetadata object) {
        return client.resource(object).create().getMetadata().getUid();
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
