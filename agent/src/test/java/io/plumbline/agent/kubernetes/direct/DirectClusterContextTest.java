// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.plumbline.agent.kubernetes.ClusterContext;
import io.plumbline.agent.kubernetes.KubernetesSettings;
import io.plumbline.agent.kubernetes.KubernetesSettings.Mode;
import io.plumbline.agent.kubernetes.NoClusterContext;
import io.plumbline.kubernetes.ApiSettings;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.kubernetes.PodContext.Owner;
import io.plumbline.kubernetes.PodContext.RuntimeCommands;
import io.plumbline.profiles.workload.ContainerType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DirectClusterContextTest {
    private static final KubernetesMockServer SERVER = new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new EveryPodDispatcher(), false);

    private final List<PodContext> contexts = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startServer() {
        SERVER.init();
    }

    @AfterAll
    static void stopServer() {
        SERVER.destroy();
    }

    @Test
    void tellsOwnersNamespacesAndCommandsOfThisNodesPods() throws Exception {
        try (KubernetesClient client = SERVER.createClient();
                ClusterContext cluster = ClusterContexts.open(settings(SERVER.url("/")), Mode.DIRECT)) {
            String namespaceUid = create(
                    client,
                    new NamespaceBuilder()
                            .withMetadata(metadata("shop", null, null, Map.of("team", "blue")))
                            .build());
            String replicaSetUid = create(client, replicaSet("web-7c5f9d8b6d", "web"));
            String jobUid = create(
                    client,
                    new JobBuilder()
                            .withMetadata(metadata(
                                    "backup-29391840", "shop", owner("batch/v1", "CronJob", "backup"), Map.of()))
                            .build());
            String webUid =
                    create(client, pod("web-1", owner("apps/v1", "ReplicaSet", "web-7c5f9d8b6d", replicaSetUid)));
            create(client, pod("backup-1", owner("batch/v1", "Job", "backup-29391840", jobUid)));
            create(client, pod("db-0", owner("apps/v1", "StatefulSet", "db")));
            create(client, pod("custom-1", owner("example.io/v1", "Widget", "custom")));
            create(client, pod("bare", null));
            create(client, mirror());
            create(
                    client,
                    new PodBuilder(pod("elsewhere", null))
                            .editSpec()
                            .withNodeName("node-2")
                            .endSpec()
                            .build());

            cluster.start(contexts::add);
            await().until(() -> contexts.size() == 6 && cluster.problem().isEmpty());

            PodContext web = context("web-1");
            assertThat(web.uid()).isEqualTo(webUid);
            assertThat(web.owner()).isEqualTo(new Owner("Deployment", "web", "web-uid"));
            assertThat(web.namespaceUid()).isEqualTo(namespaceUid);
            assertThat(web.namespaceLabels()).containsEntry("team", "blue");
            assertThat(web.serviceAccount()).isEqualTo("shopkeeper");
            assertThat(web.containerTypes())
                    .containsOnly(Map.entry("setup", ContainerType.INIT), Map.entry("main", ContainerType.APP));
            assertThat(web.commands())
                    .containsOnly(Map.entry(
                            "main",
                            new RuntimeCommands(
                                    List.of(
                                            List.of("/bin/check", "startup"),
                                            List.of("/bin/check", "8080"),
                                            List.of("/bin/check", "live")),
                                    List.of(List.of("/bin/hook", "$(PORT)"), List.of("/bin/hook", "stop")))));
            assertThat(context("backup-1").owner()).isEqualTo(new Owner("CronJob", "backup", "backup-uid"));
            assertThat(context("db-0").owner()).isEqualTo(new Owner("StatefulSet", "db", "db-uid"));
            assertThat(context("custom-1").owner()).isEqualTo(new Owner("Widget", "custom", "custom-uid"));
            assertThat(context("bare").owner()).isNull();
            assertThat(context("etcd-node-1").owner()).isNull();
            assertThat(context("etcd-node-1").uid()).isEqualTo("manifest-hash");
            assertThat(podRequests())
                    .isNotEmpty()
                    .allMatch(path -> path.contains("fieldSelector=spec.nodeName%3Dnode-1"));

            // Again when it changes, and not when only what nobody asked for changes.
            contexts.clear();
            edit(
                    client,
                    "bare",
                    pod -> pod.editMetadata().addToAnnotations("seen", "yes").endMetadata());
            edit(
                    client,
                    "web-1",
                    pod -> pod.editSpec()
                            .addToEphemeralContainers(new EphemeralContainerBuilder()
                                    .withName("debug")
                                    .build())
                            .endSpec());
            await().until(() -> !contexts.isEmpty());
            assertThat(contexts).hasSize(1);
            assertThat(context("web-1").containerTypes()).containsEntry("debug", ContainerType.EPHEMERAL);

            // An owner that cannot be read is said, and the pod is told once it can.
            contexts.clear();
            create(client, pod("late-1", owner("apps/v1", "ReplicaSet", "late-5d4f", "unknown-uid")));
            await().until(() -> cluster.problem().isPresent());
            assertThat(cluster.problem().orElseThrow()).contains("ReplicaSet shop/late-5d4f is gone (expected: get of");
            assertThat(contexts).isEmpty();
            String lateUid = create(client, replicaSet("late-5d4f", "late"));
            edit(
                    client,
                    "late-1",
                    pod -> pod.editMetadata()
                            .withOwnerReferences(owner("apps/v1", "ReplicaSet", "late-5d4f", lateUid))
                            .endMetadata());
            await().until(() -> contexts.size() == 1 && cluster.problem().isEmpty());
            assertThat(context("late-1").owner()).isEqualTo(new Owner("Deployment", "late", "late-uid"));
        }
    }

    @Test
    void takesAnAbsentServerAsNormal() {
        try (ClusterContext cluster = ClusterContexts.open(settings("http://127.0.0.1:1"), Mode.DIRECT)) {
            cluster.start(contexts::add);
            await().until(() -> cluster.problem().orElse("").contains("not watched: "));
            await().until(() -> !cluster.problem().orElse("").contains("no answer yet"));
            assertThat(cluster.problem().orElseThrow())
                    .contains("http://127.0.0.1:1")
                    .contains("node-1")
                    .contains("(expected: list and watch of pods)");
            assertThat(contexts).isEmpty();
        }
    }

    @Test
    void asksNobodyWhenThereIsNobodyToAsk() {
        try (ClusterContext off = ClusterContexts.open(KubernetesSettings.off(), Mode.OFF)) {
            assertThat(off).isInstanceOf(NoClusterContext.class);
            assertThat(off.problem()).isEmpty();
        }
    }

    private static KubernetesSettings settings(String url) {
        return new KubernetesSettings(Mode.DIRECT, "node-1", new ApiSettings(null, url));
    }

    private PodContext context(String name) {
        return contexts.stream()
                .filter(context -> context.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void edit(KubernetesClient client, String name, UnaryOperator<PodBuilder> change) {
        Pod ignored = client.pods()
                .inNamespace("shop")
                .withName(name)
                .edit(pod -> change.apply(new PodBuilder(pod)).build());
    }

    /** The server gives a UID of its own. */
    private static String create(KubernetesClient client, HasMetadata object) {
        return client.resource(object).create().getMetadata().getUid();
    }

    private static ReplicaSet replicaSet(String name, String deployment) {
        return new ReplicaSetBuilder()
                .withMetadata(metadata(name, "shop", owner("apps/v1", "Deployment", deployment), Map.of()))
                .build();
    }

    private static List<String> podRequests() throws InterruptedException {
        List<String> paths = new ArrayList<>();
        for (RecordedRequest request = SERVER.takeRequest(0, TimeUnit.SECONDS);
                request != null;
                request = SERVER.takeRequest(0, TimeUnit.SECONDS)) {
            if (request.getPath().startsWith("/api/v1/pods")) {
                paths.add(request.getPath());
            }
        }
        return paths;
    }

    private static Pod pod(String name, @Nullable OwnerReference owner) {
        return new PodBuilder()
                .withMetadata(metadata(name, "shop", owner, Map.of("app", name)))
                .withNewSpec()
                .withNodeName("node-1")
                .withServiceAccountName("shopkeeper")
                .addToInitContainers(new ContainerBuilder().withName("setup").build())
                .addToContainers(new ContainerBuilder()
                        .withName("main")
                        .addNewEnv()
                        .withName("PORT")
                        .withValue("8080")
                        .endEnv()
                        .withNewStartupProbe()
                        .withNewExec()
                        .withCommand("/bin/check", "startup")
                        .endExec()
                        .endStartupProbe()
                        .withNewReadinessProbe()
                        .withNewExec()
                        .withCommand("/bin/check", "$(PORT)")
                        .endExec()
                        .endReadinessProbe()
                        .withNewLivenessProbe()
                        .withNewExec()
                        .withCommand("/bin/check", "live")
                        .endExec()
                        .endLivenessProbe()
                        .withNewLifecycle()
                        .withNewPostStart()
                        .withNewExec()
                        .withCommand("/bin/hook", "$(PORT)")
                        .endExec()
                        .endPostStart()
                        .withNewPreStop()
                        .withNewExec()
                        .withCommand("/bin/hook", "stop")
                        .endExec()
                        .endPreStop()
                        .endLifecycle()
                        .build())
                .endSpec()
                .build();
    }

    private static Pod mirror() {
        return new PodBuilder(pod("etcd-node-1", owner("v1", "Node", "node-1")))
                .editMetadata()
                .addToAnnotations("kubernetes.io/config.mirror", "manifest-hash")
                .endMetadata()
                .build();
    }

    private static ObjectMeta metadata(
            String name, @Nullable String namespace, @Nullable OwnerReference owner, Map<String, String> labels) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(labels)
                .withOwnerReferences(Optional.ofNullable(owner).map(List::of).orElse(List.of()))
                .build();
    }

    private static OwnerReference owner(String apiVersion, String kind, String name) {
        return owner(apiVersion, kind, name, name + "-uid");
    }

    private static OwnerReference owner(String apiVersion, String kind, String name, String uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withName(name)
                .withUid(uid)
                .withController(true)
                .build();
    }

    /** The test server does not know the field of the selector and would show no pod at all. */
    private static final class EveryPodDispatcher extends KubernetesCrudDispatcher {
        @Override
        public MockResponse handleGet(String path) {
            return super.handleGet(path.replaceAll("fieldSelector=[^&]*&?", ""));
        }
    }
}
