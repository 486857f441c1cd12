// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.image.OciImage;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodContainer;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.pod.VolumeMount;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class LabIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("self");

    static LabNode debian;
    static LabNode current;

    @BeforeAll
    static void startNodes() throws IOException {
        debian = LAB.lab().start(NodeSpec.debian("a"));
        current = LAB.lab().start(NodeSpec.current("b"));
    }

    @Test
    void podsOfTwoNodesTalk() throws IOException {
        OciImage tools = debian.image(Images.TOOLS);
        current.image(Images.TOOLS);
        Pod server = debian.pods()
                .run(PodSpec.of("shop", "server-0")
                        .container(ContainerSpec.of("server", tools, "/usr/local/bin/converse", "listen", "7000")));
        for (LabNode node : List.of(debian, current)) {
            Pod client = node.pods()
                    .run(PodSpec.of("shop", "client-0")
                            .container(ContainerSpec.of(
                                    "client",
                                    tools,
                                    "/usr/local/bin/converse",
                                    "connect",
                                    server.ip(),
                                    "7000",
                                    "3",
                                    "10")));
            int exit = node.pods().awaitExit(client.container("client"));
            assertThat(exit).as(() -> log(node, client)).isZero();
            assertThat(log(node, client)).contains("answered 3 of 3");
        }
    }

    @Test
    void containersHaveTheCgroupsOfTheirNode() throws IOException {
        for (LabNode node : List.of(debian, current)) {
            Pod pod = node.pods().run(sleeper(node, "groups-0"));
            String cgroups =
                    Files.readString(Path.of("/proc", "" + pod.container("main").pid(), "cgroup"));
            String id = pod.container("main").id();
            if (node.spec().systemdNames()) {
                assertThat(cgroups)
                        .contains("0::" + node.cgroupRoot()
                                + "/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod"
                                + pod.spec().uid().replace('-', '_') + ".slice/cri-containerd-" + id + ".scope");
            } else {
                assertThat(cgroups)
                        .contains("0::" + node.cgroupRoot() + "/kubepods/besteffort/pod"
                                + pod.spec().uid() + "/" + id);
            }
        }
    }

    @Test
    void podsOutliveTheRuntime() throws IOException {
        for (LabNode node : List.of(debian, current)) {
            Pod pod = node.pods().run(sleeper(node, "survivor-0"));
            node.restartRuntime();
            assertThat(node.pods()
                            .exec(pod.container("main"), "/bin/echo", "still here")
                            .output())
                    .isEqualTo("still here\n");
            Pod next = node.pods().run(sleeper(node, "successor-0"));
            node.pods().remove(pod);
            assertThat(node.pods().list()).contains("shop/successor-0").doesNotContain("shop/survivor-0");
            node.pods().remove(next);
        }
    }

    @Test
    void initContainersShareVolumesAndRestartedContainersCount() throws IOException {
        OciImage busybox = debian.image(Images.BUSYBOX);
        VolumeMount shared = VolumeMount.emptyDir("shared", "/shared");
        Pod pod = debian.pods()
                .run(PodSpec.of("shop", "staged-0")
                        .label("app", "staged")
                        .host("db.shop", "10.1.2.3")
                        .init(ContainerSpec.of("prepare", busybox, "/bin/cp", "/etc/hosts", "/shared/hosts")
                                .mount(shared))
                        .container(ContainerSpec.of("main", busybox, "/bin/sleep", "1000")
                                .user(65534)
                                .mount(shared)));
        assertThat(Files.readString(debian.pods().volume(pod, "shared").resolve("hosts")))
                .contains(pod.ip() + " staged-0", "10.1.2.3 db.shop");
        assertThat(debian.pods().exec(pod.container("main"), "/bin/id", "-u").output())
                .isEqualTo("65534\n");
        PodContainer again = debian.pods().restart(pod, pod.container("main"));
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.pid()).isPositive().isNotEqualTo(pod.container("main").pid());
    }

    @Test
    void failedInitContainerIsTold() throws IOException {
        OciImage busybox = debian.image(Images.BUSYBOX);
        PodSpec failing = PodSpec.of("shop", "failing-0").init(ContainerSpec.of("prepare", busybox, "/bin/false"));
        assertThatThrownBy(() -> debian.pods().run(failing)).hasMessageContaining("prepare: exit 1");
    }

    @Test
    void aLabIsOpenOnce() {
        assertThatThrownBy(() -> Lab.open("self")).hasMessageContaining("expected: not open already");
    }

    private static PodSpec sleeper(LabNode node, String name) throws IOException {
        return PodSpec.of("shop", name)
                .container(ContainerSpec.of("main", node.image(Images.BUSYBOX), "/bin/sleep", "1000"));
    }

    private static String log(LabNode node, Pod pod) {
        try {
            return node.pods().log(pod, pod.containers().getLast());
        } catch (IOException e) {
            return e.toString();
        }
    }
}
