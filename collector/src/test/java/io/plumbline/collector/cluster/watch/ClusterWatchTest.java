// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.plumbline.collector.cluster.watch.WatchSettings.Mode;
import io.plumbline.collector.store.Times;
import io.plumbline.collector.testing.TestAgent;
import io.plumbline.collector.testing.TestCollector;
import io.plumbline.kubernetes.ApiSettings;
import io.plumbline.v1.AgentServiceGrpc;
import io.plumbline.v1.ClusterView;
import io.plumbline.v1.PeerQuestion;
import io.plumbline.v1.PodContext;
import io.plumbline.v1.ResolvePeersRequest;
import io.plumbline.v1.ResolvePeersResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ClusterWatchTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @Test
    void tellsAgentsOfTheirPodsAndAnswersOnWhileTheApiServerIsAway() throws Exception {
        int port = freePort();
        try (TestCollector collector = TestCollector.start(settings -> settings.withKubernetes(
                new WatchSettings(Mode.AUTO, new ApiSettings(null, "http://127.0.0.1:" + port))))) {
            // There is no API server at the start: the collector takes streams and answers.
            TestAgent agent = TestAgent.connect(collector.channel(), "node-1", "0198c0de-0000-7000-8000-000000000001");
            TestAgent other = TestAgent.connect(collector.channel(), "node-2", "0198c0de-0000-7000-8000-000000000002");
            await().atMost(LONG).until(() -> !agent.views().isEmpty());
            assertThat(agent.views().getFirst().getWatched()).isTrue();
            assertThat(agent.views().getFirst().getProblem()).contains("Kubernetes API");
            assertThat(ask(collector, "10.0.0.1").getAnswers(0).hasPeer()).isFalse();
            assertThat(ready(collector)).contains("store: ok").contains("kubernetes: Kubernetes API");

            KubernetesMockServer server = serve(port);
            try (KubernetesClient client = server.createClient()) {
                fill(client);
                await().atMost(LONG).until(() -> agent.contexts().size() == 1);
                PodContext context = agent.contexts().getFirst();
                assertThat(context.getOwner().getKind()).isEqualTo("Deployment");
                assertThat(context.getOwner().getName()).isEqualTo("web");
                assertThat(context.getNamespaceLabelsMap()).containsEntry("team", "blue");
                assertThat(context.getContainersList())
                        .singleElement()
                        .satisfies(
                                container -> assertThat(container.getProbes(0).getArgumentsList())
                                        .containsExactly("/bin/check"));
                assertThat(other.contexts()).isEmpty();
                await().atMost(LONG).until(() -> last(agent).getProblem().isEmpty());
                assertThat(ready(collector)).contains("kubernetes: ok");

                // The service is new: it had its address three seconds ago once these are over.
                await().atMost(LONG)
                        .until(() -> ask(collector, "10.96.0.10").getAnswers(0).hasPeer());
                ResolvePeersResponse answer = ask(collector, "10.0.0.1", "10.96.0.10");
                assertThat(answer.getAnswers(0).getPeer().getWorkload().getName())
                        .isEqualTo("web");
                assertThat(answer.getAnswers(1).getPeer().getService().getName())
                        .isEqualTo("web");
                assertThat(answer.getAnswers(1).getBehind().getName()).isEqualTo("web");
                assertThat(answer.getView().getProblem()).isEmpty();

                // What changes is told again, to the agent of that node alone.
                client.namespaces()
                        .withName("shop")
                        .edit(namespace -> new NamespaceBuilder(namespace)
                                .editMetadata()
                                .addToLabels("team", "red")
                                .endMetadata()
                                .build());
                await().atMost(LONG).until(() -> agent.contexts().size() == 2);
                assertThat(agent.contexts().getLast().getNamespaceLabelsMap()).containsEntry("team", "red");
            }
            server.destroy();

            await().atMost(LONG).until(() -> !last(agent).getProblem().isEmpty());
            ResolvePeersResponse stale = ask(collector, "10.0.0.1");
            assertThat(stale.getAnswers(0).getPeer().getWorkload().getName()).isEqualTo("web");
            assertThat(stale.getView().getProblem()).contains("not watched");
            assertThat(stale.getView().getCurrentAtUnixNanos()).isPositive();
            assertThat(collector.metrics()).contains("plumbline_collector_cluster_pods 2.0");

            // It comes back, a pod goes, and an agent that comes now is told of those that are there.
            KubernetesMockServer again = serve(port);
            try (KubernetesClient client = again.createClient()) {
                fill(client);
                await().atMost(LONG).until(() -> last(agent).getProblem().isEmpty());
                client.pods().inNamespace("shop").withName("web-2").delete();
                await().atMost(LONG).until(() -> collector.metrics().contains("plumbline_collector_cluster_pods 1.0"));
                TestAgent third =
                        TestAgent.connect(collector.channel(), "node-2", "0198c0de-0000-7000-8000-000000000002");
                await().atMost(LONG).until(() -> !third.views().isEmpty());
                assertThat(third.contexts()).isEmpty();
            }
            again.destroy();
        }
    }

    @Test
    void saysThatNobodyWatchesWhenThereIsNoApiServer() throws IOException {
        try (TestCollector collector = TestCollector.start()) {
            TestAgent agent = TestAgent.connect(collector.channel(), "node-1", "0198c0de-0000-7000-8000-000000000001");
            await().atMost(LONG).until(() -> !agent.views().isEmpty());

            assertThat(agent.views()).containsExactly(ClusterView.getDefaultInstance());
            assertThat(ask(collector, "10.0.0.1").getView()).isEqualTo(ClusterView.getDefaultInstance());
        }
    }

    private static ClusterView last(TestAgent agent) {
        return agent.views().getLast();
    }

    private static ResolvePeersResponse ask(TestCollector collector, String... ips) {
        var request = ResolvePeersRequest.newBuilder();
        for (String ip : ips) {
            request.addQuestions(PeerQuestion.newBuilder()
                    .setIp(ip)
                    .setPort(80)
                    .setAtUnixNanos(Times.nanos(InstantSource.system()) - 3_000_000_000L));
        }
        return AgentServiceGrpc.newBlockingStub(collector.channel()).resolvePeers(request.build());
    }

    /** A problem of the API server does not make the collector less ready. */
    private static String ready(TestCollector collector) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(
                                    "http://127.0.0.1:" + collector.collector().adminPort() + "/readyz"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static KubernetesMockServer serve(int port) {
        var server = new KubernetesMockServer(
                new Context(), new MockWebServer(), new HashMap<>(), new KubernetesCrudDispatcher(), false);
        server.init(InetAddress.getLoopbackAddress(), port);
        return server;
    }

    private static void fill(KubernetesClient client) {
        create(
                client,
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("shop")
                        .addToLabels("team", "blue")
                        .endMetadata()
                        .build());
        String set = create(
                client,
                new ReplicaSetBuilder()
                        .withMetadata(metadata("web-7c5f")
                                .addNewOwnerReference()
                                .withApiVersion("apps/v1")
                                .withKind("Deployment")
                                .withName("web")
                                .withUid("web-uid")
                                .withController(true)
                                .endOwnerReference()
                                .build())
                        .build());
        create(client, pod("web-1", "node-1", "10.0.0.1", set));
        create(client, pod("web-2", "node-3", "10.0.0.2", set));
        create(
                client,
                new ServiceBuilder()
                        .withMetadata(metadata("web").build())
                        .withNewSpec()
                        .withClusterIP("10.96.0.10")
                        .withSelector(Map.of("app", "web"))
                        .endSpec()
                        .build());
    }

    private static HasMetadata pod(String name, String node, String ip, String set) {
        return new PodBuilder()
                .withMetadata(metadata(name)
                        .addToLabels("app", "web")
                        .addNewOwnerReference()
                        .withApiVersion("apps/v1")
                        .withKind("ReplicaSet")
                        .withName("web-7c5f")
                        .withUid(set)
                        .withController(true)
                        .endOwnerReference()
                        .build())
                .withNewSpec()
                .withNodeName(node)
                .addNewContainer()
                .withName("main")
                .withNewReadinessProbe()
                .withNewExec()
                .withCommand("/bin/check")
                .endExec()
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPodIP(ip)
                .withStartTime("2026-01-01T00:00:00Z")
                .endStatus()
                .build();
    }

    private static ObjectMetaBuilder metadata(String name) {
        return new ObjectMetaBuilder().withName(name).withNamespace("shop");
    }

    /** The server gives a UID of its own. */
    private static String create(KubernetesClient client, HasMetadata object) {
        return client.resource(object).create().getMetadata().getUid();
    }
}
