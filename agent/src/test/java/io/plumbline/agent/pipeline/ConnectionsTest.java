// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.v1.Deviation;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsTest {
    private static final int SERVER = TestNode.INIT;
    private static final long NOBODYS_NETWORK = 1;

    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void serverRuns() throws IOException {
        node = new TestNode(temp)
                .container("/usr/sbin/server", "/usr/bin/worker")
                .entrypoint();
    }

    private TestNode listens(int port, SensorEvent.Owner owner) {
        return node.sees(new SensorEvent.ListenerOpened(
                node.now(),
                NOBODYS_NETWORK,
                Transport.TCP,
                new Endpoint(InetAddress.ofLiteral("0.0.0.0"), port),
                Reading.unknown("not-provided"),
                false,
                owner));
    }

    @Test
    void theOwnersProcessTellsContainerAndEvidence() throws IOException {
        node.runs(300, SERVER, "/usr/bin/worker", "worker").pass(100);
        listens(4444, new SensorEvent.Owner(Reading.known(300), Reading.unknown("not-provided")));

        Deviation deviation = node.deviations().getFirst();
        assertThat(deviation.getRule()).isEqualTo("new-listener");
        assertThat(deviation.getProcess().getExecutable()).isEqualTo("/usr/bin/worker");
    }

    @Test
    void theCgroupOfTheSocketIsEnoughWhenTheProcessIsGone() {
        node.pass(100);
        listens(4444, new SensorEvent.Owner(Reading.known(999), Reading.known(TestNode.cgroup(TestNode.CONTAINER))));

        assertThat(node.deviations()).extracting(Deviation::getRule).containsExactly("new-listener");
        assertThat(node.deviations().getFirst().hasProcess()).isFalse();
    }

    @Test
    void aSocketOfTheNodeIsNoContainersEvenInASharedNetwork() {
        node.pass(100);
        listens(4444, new SensorEvent.Owner(Reading.known(999), Reading.known("0::/system.slice/kubelet.service")));

        assertThat(node.incidents()).isEmpty();
    }

    @Test
    void whatASessionConnectsToIsNotLearned() throws IOException {
        node.runs(300, TestNode.RUNTIME, "/usr/bin/worker", "worker");
        listens(4444, new SensorEvent.Owner(Reading.known(300), Reading.unknown("not-provided")))
                .pass(3);

        assertThat(node.deltas().stream().flatMap(delta -> delta.getCountersList().stream()))
                .noneMatch(counter -> counter.getBehavior().hasListening());
    }
}
