// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.plumbline.agent.container.ContainerEvent;
import io.plumbline.agent.container.ContainerEvent.ContainerStarted;
import io.plumbline.agent.container.ContainerEvent.ContainerStopped;
import io.plumbline.agent.container.ContainerEvent.Listed;
import io.plumbline.agent.container.ContainerEvent.SandboxStarted;
import io.plumbline.agent.container.ContainerEvent.SandboxStopped;
import io.plumbline.agent.container.OverlayLayers;
import io.plumbline.containerd.v1.Container;
import io.plumbline.containerd.v1.Mount;
import io.plumbline.containerd.v1.Process;
import io.plumbline.containerd.v1.Status;
import io.plumbline.containerd.v1.TaskCreate;
import io.plumbline.containerd.v1.TaskDelete;
import io.plumbline.containerd.v1.TaskExecAdded;
import io.plumbline.containerd.v1.TaskExecStarted;
import io.plumbline.containerd.v1.TaskExit;
import io.plumbline.containerd.v1.TaskStart;
import io.plumbline.cri.v1.ContainerMetadata;
import io.plumbline.cri.v1.ContainerState;
import io.plumbline.cri.v1.ContainerStatus;
import io.plumbline.cri.v1.ImageSpec;
import io.plumbline.cri.v1.PodSandboxMetadata;
import io.plumbline.cri.v1.PodSandboxNetworkStatus;
import io.plumbline.cri.v1.PodSandboxState;
import io.plumbline.cri.v1.PodSandboxStatus;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ContainerdRuntimeTest {
    private static final String SANDBOX = "5".repeat(64);
    private static final String WEB = "a".repeat(64);
    private static final String INIT = "b".repeat(64);
    private static final String FOREIGN = "ctr-made-this";

    private final List<ContainerEvent> events = new CopyOnWriteArrayList<>();
    private Path directory = Path.of("/");
    private Path socket = Path.of("/");

    @BeforeEach
    void makeDirectory() throws IOException {
        // Socket paths are short: not below the build directory.
        directory = Files.createTempDirectory("plumbline-ctd");
        socket = directory.resolve("c.sock");
    }

    @AfterEach
    void removeDirectory() throws IOException {
        Files.deleteIfExists(socket);
        Files.deleteIfExists(directory);
    }

    @Test
    void listsWhatIsThereAndFollowsWhatHappens() throws Exception {
        try (FakeContainerd containerd = new FakeContainerd(socket, true);
                ContainerdRuntime runtime = runtime()) {
            addSandbox(containerd);
            addContainer(containerd, INIT, "setup", ContainerState.CONTAINER_EXITED);
            containerd.containers.put(
                    FOREIGN, Container.newBuilder().setId(FOREIGN).build());
            containerd.tasks.put(FOREIGN, task(FOREIGN, 3));
            containerd.start();
            runtime.start(events::add);

            await().until(() -> runtime.problem().isEmpty());
            assertThat(events).hasSize(4);
            assertThat(events.get(0)).isInstanceOfSatisfying(SandboxStarted.class, started -> {
                assertThat(started.sandbox().podUid()).isEqualTo("pod-uid");
                assertThat(started.sandbox().labels()).containsOnly(Map.entry("app", "web"));
                assertThat(started.sandbox().annotations()).containsEntry("note", "kept");
                assertThat(started.sandbox().ips()).containsExactly("10.88.0.2");
                assertThat(started.sandbox().pid()).isEqualTo(10);
                assertThat(started.sandbox().fromUnixNanos()).isEqualTo(500);
            });
            assertThat(events.get(1)).isInstanceOfSatisfying(ContainerStarted.class, ended -> {
                assertThat(ended.container().name()).isEqualTo("setup");
                assertThat(ended.container().initPid()).isZero();
                assertThat(ended.container().layers())
                        .isEqualTo(new OverlayLayers(
                                Path.of("/snapshots/" + INIT + "/fs"),
                                List.of(Path.of("/snapshots/2/fs"), Path.of("/snapshots/1/fs"))));
            });
            assertThat(events.get(2)).isEqualTo(new ContainerStopped(INIT, 900));
            assertThat(events.get(3)).isEqualTo(new Listed(Set.of(SANDBOX), Set.of()));

            events.clear();
            await().until(containerd::isSubscribed);
            assertThat(containerd.filters)
                    .containsExactly("namespace==k8s.io,topic~=\"^/(tasks|sandbox|containers)/\"");
            startWeb(containerd);
            containerd.publish("TaskExecAdded", execAdded("probe-1"));
            containerd.publish("TaskExecStarted", execStarted("probe-1", 77));
            containerd.publish("TaskExit", exit(WEB, "probe-1"));
            containerd.publish("TaskExit", exit(WEB, WEB));
            containerd.publish(
                    "TaskDelete", TaskDelete.newBuilder().setContainerId(WEB).build());
            containerd.publish("TaskExit", exit(SANDBOX, SANDBOX));

            await().until(() -> events.size() == 3);
            assertThat(events.get(0)).isInstanceOfSatisfying(ContainerStarted.class, started -> {
                assertThat(started.container().name()).isEqualTo("web");
                assertThat(started.container().initPid()).isEqualTo(20);
                assertThat(started.container().startedAtUnixNanos()).isEqualTo(1_000_000_000_007L);
                assertThat(started.container().image()).isEqualTo("shop/web:1");
                assertThat(started.container().imageDigest()).isEqualTo("sha256:abc");
                assertThat(started.container().attempt()).isEqualTo(2);
                assertThat(started.container().command()).containsExactly("/bin/httpd", "-f");
                assertThat(started.container().userIds().isRoot(100_000)).isTrue();
                assertThat(started.container().sandbox().podName()).isEqualTo("web-7c5f9d8b6d-x2x7k");
                assertThat(started.container().layers())
                        .isEqualTo(new OverlayLayers(Path.of("/up"), List.of(Path.of("/low2"), Path.of("/low1"))));
            });
            assertThat(events.subList(1, 3))
                    .containsExactly(
                            new ContainerStopped(WEB, 2_000_000_000_000L),
                            new SandboxStopped(SANDBOX, 2_000_000_000_000L));
            assertThat(runtime.counters())
                    .containsEntry("foreign-containers", 1L)
                    .containsEntry("listings", 1L);
        }
    }

    @Test
    void waitsForCriToCompleteANewSandbox() throws Exception {
        try (FakeContainerd containerd = new FakeContainerd(socket, true);
                ContainerdRuntime runtime = runtime()) {
            containerd.start();
            runtime.start(events::add);
            await().until(() -> runtime.problem().isEmpty() && containerd.isSubscribed());
            addSandbox(containerd);
            PodSandboxStatus complete = requireNonNull(containerd.sandboxStatus.get(SANDBOX));
            containerd.sandboxStatus.put(
                    SANDBOX,
                    complete.toBuilder()
                            .clearNetwork()
                            .setState(PodSandboxState.SANDBOX_NOTREADY)
                            .build());
            containerd.publish(
                    "TaskCreate",
                    TaskCreate.newBuilder().setContainerId(SANDBOX).setPid(10).build());
            containerd.publish(
                    "TaskStart",
                    TaskStart.newBuilder().setContainerId(SANDBOX).setPid(10).build());
            await().until(() -> runtime.counters().getOrDefault("events", 0L) == 2);
            assertThat(events).hasSize(1).first().isInstanceOf(Listed.class);
            containerd.sandboxStatus.put(SANDBOX, complete);
            await().until(() -> events.size() == 2);
            assertThat(events.get(1)).isInstanceOfSatisfying(SandboxStarted.class, started -> {
                assertThat(started.sandbox().ips()).containsExactly("10.88.0.2");
                assertThat(started.sandbox().pid()).isEqualTo(10);
            });
        }
    }

    @Test
    void listsAnewAfterARestartAndReportsWhatDiedMeanwhile() throws Exception {
        try (FakeContainerd containerd = new FakeContainerd(socket, true);
                ContainerdRuntime runtime = runtime()) {
            addSandbox(containerd);
            addContainer(containerd, INIT, "setup", ContainerState.CONTAINER_EXITED);
            addContainer(containerd, WEB, "web", ContainerState.CONTAINER_RUNNING);
            containerd.tasks.put(WEB, task(WEB, 20));
            containerd.start();
            runtime.start(events::add);
            await().until(() -> runtime.problem().isEmpty());
            assertThat(events.getLast()).isEqualTo(new Listed(Set.of(SANDBOX), Set.of(WEB)));
            assertThat(events.stream().filter(ContainerStopped.class::isInstance))
                    .hasSize(1);
            events.clear();

            containerd.stop();
            await().until(() -> runtime.problem().isPresent());
            assertThat(runtime.problem().orElseThrow())
                    .contains(socket.toString())
                    .contains("(expected: ");
            containerd.tasks.remove(WEB);
            containerd.containers.remove(WEB);
            containerd.start();
            await().until(() -> runtime.problem().isEmpty());
            assertThat(events).hasSize(2).first().isInstanceOf(SandboxStarted.class);
            assertThat(events.getLast()).isEqualTo(new Listed(Set.of(SANDBOX), Set.of()));
        }
    }

    @Test
    void mendsWhatNoEventTold() throws Exception {
        try (FakeContainerd containerd = new FakeContainerd(socket, true);
                ContainerdRuntime runtime = runtime()) {
            addSandbox(containerd);
            addContainer(containerd, WEB, "web", ContainerState.CONTAINER_RUNNING);
            containerd.tasks.put(WEB, task(WEB, 20));
            containerd.start();
            runtime.start(events::add);
            await().until(() -> runtime.problem().isEmpty());
            containerd.tasks.remove(WEB);
            addContainer(containerd, INIT, "late", ContainerState.CONTAINER_RUNNING);
            containerd.tasks.put(INIT, task(INIT, 30));
            events.clear();
            await().until(() -> events.size() == 2);
            assertThat(events).hasAtLeastOneElementOfType(ContainerStopped.class);
            assertThat(events.stream()
                            .filter(ContainerStarted.class::isInstance)
                            .map(event -> ((ContainerStarted) event).container().name()))
                    .containsExactly("late");
            assertThat(runtime.counters()).containsEntry("mended", 2L);
        }
    }

    @Test
    void boundsWhatAPodChooses() throws Exception {
        try (FakeContainerd containerd = new FakeContainerd(socket, true);
                ContainerdRuntime runtime = runtime()) {
            addSandbox(containerd);
            Map<String, String> labels = new HashMap<>();
            for (int index = 0; index < 1_000; index++) {
                labels.put("label-" + index, "x".repeat(10_000) + "\u001b[31m");
            }
            labels.put("pod-template-hash", "7c5f9d8b6d");
            containerd.sandboxStatus.computeIfPresent(
                    SANDBOX,
                    (ignored, status) -> status.toBuilder().putAllLabels(labels).build());
            addContainer(containerd, WEB, "web", ContainerState.CONTAINER_RUNNING);
            containerd.containers.computeIfPresent(
                    WEB,
                    (ignored, container) -> container.toBuilder()
                            .setSpec(Any.newBuilder()
                                    .setValue(ByteString.copyFromUtf8("{\"process\":{\"args\":[".repeat(200))))
                            .setSandbox(SANDBOX)
                            .build());
            containerd.tasks.put(WEB, task(WEB, 20));
            containerd.start();
            runtime.start(events::add);
            await().until(() -> runtime.problem().isEmpty());
            assertThat(events.get(0)).isInstanceOfSatisfying(SandboxStarted.class, started -> {
                assertThat(started.sandbox().labels())
                        .as("what tells the workload is kept before others")
                        .hasSize(64)
                        .containsEntry("pod-template-hash", "7c5f9d8b6d");
                assertThat(started.sandbox().labels().values()).allMatch(value -> value.length() <= 256);
            });
            assertThat(events.get(1))
                    .isInstanceOfSatisfying(
                            ContainerStarted.class,
                            started -> assertThat(started.container().command()).isEmpty());
        }
    }

    @Test
    void saysWhatIsWrongWithASocketThatIsNotContainerds() throws Exception {
        assertThat(problemOf(socket))
                .contains("containerd socket: " + socket + " does not exist (expected: the unix socket");
        Files.writeString(socket, "not a socket");
        assertThat(problemOf(socket)).contains(socket + " is a regular file (expected: ");
        Files.delete(socket);
        assertThat(problemOf(directory)).contains(directory + " is a directory (expected: ");
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(socket));
            Thread refuser = Thread.ofVirtual().start(() -> refuse(silent));
            assertThat(problemOf(socket)).contains(socket.toString()).contains("(expected: ");
            refuser.interrupt();
        }
        assertThat(problemOf(socket)).contains(socket + " has nobody who listens on it (expected: ");
        Files.delete(socket);
        try (FakeContainerd withoutCri = new FakeContainerd(socket, false)) {
            withoutCri.start();
            assertThat(problemOf(socket)).contains("is one without its CRI plugin (expected: ");
        }
        assertThat(events).isEmpty();
    }

    private ContainerdRuntime runtime() {
        return new ContainerdRuntime(
                new ContainerdSettings(socket, ContainerdSettings.KUBERNETES_NAMESPACE), InstantSource.system());
    }

    private String problemOf(Path path) {
        try (ContainerdRuntime runtime =
                new ContainerdRuntime(new ContainerdSettings(path, "k8s.io"), InstantSource.system())) {
            runtime.start(events::add);
            await().until(() -> runtime.counters().getOrDefault("failed-sessions", 0L) > 0);
            return runtime.problem().orElseThrow();
        }
    }

    /** Speaks HTTP/1.1 to everybody, as a docker socket would. */
    private static void refuse(ServerSocketChannel server) {
        try {
            while (true) {
                try (var connection = server.accept()) {
                    int ignored = connection.write(
                            ByteBuffer.wrap("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
                }
            }
        } catch (IOException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void startWeb(FakeContainerd containerd) {
        addContainer(containerd, WEB, "web", ContainerState.CONTAINER_CREATED);
        containerd.tasks.put(WEB, task(WEB, 20));
        containerd.publish(
                "TaskCreate",
                TaskCreate.newBuilder()
                        .setContainerId(WEB)
                        .setPid(20)
                        .addRootfs(Mount.newBuilder()
                                .setType("overlay")
                                .addOptions("upperdir=/up")
                                .addOptions("lowerdir=/low2:/low1"))
                        .build());
        containerd.publish(
                "TaskStart",
                TaskStart.newBuilder().setContainerId(WEB).setPid(20).build());
    }

    private static void addSandbox(FakeContainerd containerd) {
        containerd.containers.put(
                SANDBOX,
                Container.newBuilder()
                        .setId(SANDBOX)
                        .putAllLabels(podLabels())
                        .putLabels("io.cri-containerd.kind", "sandbox")
                        .build());
        containerd.tasks.put(SANDBOX, task(SANDBOX, 10));
        containerd.sandboxStatus.put(
                SANDBOX,
                PodSandboxStatus.newBuilder()
                        .setId(SANDBOX)
                        .setMetadata(PodSandboxMetadata.newBuilder()
                                .setUid("pod-uid")
                                .setName("web-7c5f9d8b6d-x2x7k")
                                .setNamespace("shop"))
                        .setCreatedAt(500)
                        .setNetwork(PodSandboxNetworkStatus.newBuilder().setIp("10.88.0.2"))
                        .putAllLabels(podLabels())
                        .putLabels("app", "web")
                        .putAnnotations("note", "kept")
                        .build());
    }

    private static void addContainer(FakeContainerd containerd, String id, String name, ContainerState state) {
        String spec = """
                {"ociVersion": "1.1.0", "process": {"args": ["/bin/httpd", "-f"], "cwd": "/"},
                 "linux": {"uidMappings": [{"containerID": 0, "hostID": 100000, "size": 65536}]},
                 "annotations": {"io.kubernetes.cri.sandbox-id": "%s", "io.kubernetes.cri.image-name": "shop/web:1"}}
                """.formatted(SANDBOX);
        containerd.containers.put(
                id,
                Container.newBuilder()
                        .setId(id)
                        .putAllLabels(podLabels())
                        .putLabels("io.cri-containerd.kind", "container")
                        .putLabels("io.kubernetes.container.name", name)
                        .setSnapshotter("overlayfs")
                        .setSnapshotKey(id)
                        .setSpec(Any.newBuilder()
                                .setTypeUrl("types.containerd.io/opencontainers/runtime-spec/1/Spec")
                                .setValue(ByteString.copyFromUtf8(spec)))
                        .build());
        containerd.containerStatus.put(
                id,
                ContainerStatus.newBuilder()
                        .setId(id)
                        .setMetadata(
                                ContainerMetadata.newBuilder().setName(name).setAttempt(2))
                        .setState(state)
                        .setStartedAt(800)
                        .setFinishedAt(900)
                        .setImage(ImageSpec.newBuilder().setImage("sha256:config"))
                        .setImageRef("registry.example/shop/web@sha256:abc")
                        .build());
    }

    private static Map<String, String> podLabels() {
        return Map.of(
                "io.kubernetes.pod.uid", "pod-uid",
                "io.kubernetes.pod.name", "web-7c5f9d8b6d-x2x7k",
                "io.kubernetes.pod.namespace", "shop");
    }

    private static Process task(String id, int pid) {
        return Process.newBuilder()
                .setId(id)
                .setPid(pid)
                .setStatus(Status.RUNNING)
                .build();
    }

    private static TaskExecAdded execAdded(String execId) {
        return TaskExecAdded.newBuilder().setContainerId(WEB).setExecId(execId).build();
    }

    private static TaskExecStarted execStarted(String execId, int pid) {
        return TaskExecStarted.newBuilder()
                .setContainerId(WEB)
                .setExecId(execId)
                .setPid(pid)
                .build();
    }

    private static TaskExit exit(String containerId, String id) {
        return TaskExit.newBuilder()
                .setContainerId(containerId)
                .setId(id)
                .setExitedAt(Timestamp.newBuilder().setSeconds(2_000))
                .build();
    }
}
