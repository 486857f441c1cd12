// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.container.ContainerEvent;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.v1.Deviation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LateContextTest {
    @TempDir
    private Path temp;

    private TestNode node;

    @BeforeEach
    void aLockedContainerOfWhichTheClusterSaysNothingYet() throws IOException {
        TestNode former = locked();
        former.forgetContexts();
        node = former.restarted()
                .withCluster(60)
                .container()
                .sees(new SensorEvent.ProcessForked(former.now(), TestNode.RUNTIME, 1))
                .finds(TestNode.INIT, TestNode.RUNTIME, "/usr/sbin/server", "/usr/sbin/server", "-f");
        node.runs(210, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready");
    }

    private TestNode locked() throws IOException {
        TestNode former = new TestNode(temp)
                .container("/usr/sbin/server", "/bin/sh", "/bin/ls")
                .entrypoint();
        return former.probe("/bin/ls", "/ready").pass(100);
    }

    @Test
    void aRestartedAgentKnowsProbesWhileNobodyCanBeAsked() throws IOException {
        TestNode former = locked();
        node = former.restarted()
                .container()
                .sees(new SensorEvent.ProcessForked(former.now(), TestNode.RUNTIME, 1))
                .finds(TestNode.INIT, TestNode.RUNTIME, "/usr/sbin/server", "/usr/sbin/server", "-f");
        node.runs(210, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready").pass(100);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aProbeIsNoSessionBecauseTheClusterSpeaksHalfAMinuteLate() throws IOException {
        node.pass(30);
        assertThat(node.incidents()).isEmpty();

        node.probe("/bin/ls", "/ready").pass(10);
        node.runs(211, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready").pass(3);

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void aSessionIsToldOnceTheClusterHasSpoken() throws IOException {
        node.runs(300, TestNode.RUNTIME, "/bin/sh", "/bin/sh").pass(30);
        assertThat(node.incidents()).isEmpty();

        node.probe("/bin/ls", "/ready").pass(10);

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("runtime-session");
    }

    @Test
    void whatAContainerDidThatEndsBeforeTheClusterSpeaksIsNotForgotten() throws IOException {
        node.drops("/tmp/x").runs(300, TestNode.INIT, "/tmp/x", "/tmp/x");
        node.tell(new PipelineMessage.ContainersChanged(
                new ContainerEvent.ContainerStopped(TestNode.CONTAINER, node.now())));
        node.pass(30);
        assertThat(node.incidents()).isEmpty();

        node.probe("/bin/ls", "/ready").pass(10);

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("executable-not-from-image");
    }

    @Test
    void afterThatPatienceItIsJudgedByWhatTheRuntimeSays() throws IOException {
        node.pass(70);

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("runtime-session");
        assertThat(node.deviations().getFirst().getBecause(0)).contains("the pod's spec is not known");
    }

    @Test
    void aProbeThatTheProfileHasIsNoSessionThen() throws IOException {
        TestNode former = new TestNode(temp)
                .container("/usr/sbin/server", "/bin/sh", "/bin/ls")
                .entrypoint()
                .probe("/bin/ls", "/ready")
                .runs(210, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready")
                .pass(100);
        former.forgetContexts();
        node = former.restarted()
                .withCluster(60)
                .container()
                .sees(new SensorEvent.ProcessForked(former.now(), TestNode.RUNTIME, 1))
                .finds(TestNode.INIT, TestNode.RUNTIME, "/usr/sbin/server", "/usr/sbin/server", "-f");
        node.runs(211, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready").pass(70);
        node.runs(212, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/ready").pass(3);
        assertThat(node.incidents()).isEmpty();

        node.runs(300, TestNode.RUNTIME, "/bin/ls", "/bin/ls", "/etc").pass(3);

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("runtime-session");
    }

    @Test
    void nothingIsToldOfAnInitContainerAsOfAnApplication() throws IOException {
        TestNode young = new TestNode(Files.createDirectories(temp.resolve("young")))
                .withCluster(60)
                .container("/usr/sbin/server")
                .entrypoint()
                .sees(new SensorEvent.EventsLost(1, "process-ring-full", 3))
                .pass(20);
        assertThat(young.deltas()).isEmpty();

        young.tell(new PipelineMessage.Context(context(Map.of("web", ContainerType.INIT))))
                .pass(20);

        assertThat(young.deltas())
                .isNotEmpty()
                .allMatch(delta ->
                        delta.getKey().getContainerType() == io.plumbline.v1.ContainerType.CONTAINER_TYPE_INIT);
        assertThat(young.deltas().getLast().getCoverage().getLostMap()).containsEntry("process-ring-full", 3L);
    }

    @Test
    void whatTheClusterSaidOfThePodBeforeAnEphemeralContainerCameSaysNothingOfIt() throws IOException {
        TestNode debugged = new TestNode(Files.createDirectories(temp.resolve("debugged"))).withCluster(60);
        debugged.tell(new PipelineMessage.Context(context(Map.of("other", ContainerType.APP))));
        debugged.container("/usr/sbin/server").entrypoint().pass(20);
        assertThat(debugged.deltas()).isEmpty();

        debugged.tell(new PipelineMessage.Context(
                        context(Map.of("other", ContainerType.APP, "web", ContainerType.EPHEMERAL))))
                .pass(20);

        debugged.runs(300, TestNode.INIT, "/usr/sbin/server", "server", "--child")
                .pass(100);

        // Somebody's session, from its first program on; no baseline of its own.
        assertThat(debugged.deviations())
                .extracting(Deviation::getRule)
                .containsExactly("runtime-session", "runtime-session");
        assertThat(debugged.deviations())
                .allMatch(deviation -> deviation.getBecause(0).contains("the ephemeral container web"));
        assertThat(debugged.incidents().getFirst().getBaseline().getContainerType())
                .isEqualTo(io.plumbline.v1.ContainerType.CONTAINER_TYPE_EPHEMERAL);
        assertThat(debugged.deltas()).isEmpty();
        assertThat(debugged.profiles())
                .noneMatch(profile -> profile.key().containerType() == ContainerType.EPHEMERAL)
                .allMatch(profile -> profile.entries().isEmpty());
    }

    private static PodContext context(Map<String, ContainerType> types) {
        return new PodContext(
                "11111111-2222-3333-4444-555555555501",
                "shop",
                "web-7c5f9d8b6d-x2x7k",
                new PodContext.Owner("Deployment", "web", "owner-uid"),
                "namespace-uid",
                Map.of(),
                "default",
                Map.of(),
                types);
    }
}
