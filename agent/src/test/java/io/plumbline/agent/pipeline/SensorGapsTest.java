// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.v1.Coverage;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Severity;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensorGapsTest {
    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @BeforeEach
    void twoContainersRun() throws IOException {
        node = new TestNode(temp)
                .container("/usr/sbin/server", "/usr/bin/worker")
                .entrypoint()
                .neighbour()
                .pass(6);
    }

    private Coverage coverage(String containerId) {
        return node.deltas().stream()
                .filter(delta -> delta.getContainer().getId().equals(containerId))
                .reduce((first, second) -> second)
                .orElseThrow()
                .getCoverage();
    }

    private TestNode throttled(long counted) {
        return node.sees(new SensorEvent.ContainerThrottled(node.now(), TestNode.cgroup(TestNode.CONTAINER), counted));
    }

    @Test
    void aFloodIsOneIncidentWithTheExactCount() {
        throttled(0).pass(3);
        throttled(1_000).pass(3);
        throttled(2_345).pass(20);

        assertThat(node.incidents()).hasSize(1);
        Deviation deviation = node.deviations().getFirst();
        assertThat(deviation.getRule()).isEqualTo("event-flood");
        assertThat(deviation.getSeverity()).isEqualTo(Severity.SEVERITY_MEDIUM);
        assertThat(deviation.getCount()).isEqualTo(3_345);
        assertThat(coverage(TestNode.CONTAINER).getLostMap()).containsEntry("throttled", 3_345L);
        assertThat(coverage(TestNode.NEIGHBOUR).getLostMap()).isEmpty();
    }

    @Test
    void lossOfOneContainerIsChargedToItAlone() {
        node.sees(new SensorEvent.EventsLost(
                        node.now(), "ring-full", 7, Reading.known(TestNode.cgroup(TestNode.NEIGHBOUR))))
                .sees(new SensorEvent.EventsLost(
                        node.now(), "ring-full", 9, Reading.known("0::/system.slice/sshd.service")))
                .pass(20);

        assertThat(coverage(TestNode.NEIGHBOUR).getLostMap()).containsEntry("ring-full", 7L);
        assertThat(coverage(TestNode.CONTAINER).getLostMap()).isEmpty();
    }

    @Test
    void lossOfNobodyKnowsWhomIsChargedToAll() {
        node.sees(new SensorEvent.EventsLost(node.now(), "ring-full", 7)).pass(20);

        assertThat(coverage(TestNode.NEIGHBOUR).getLostMap()).containsEntry("ring-full", 7L);
        assertThat(coverage(TestNode.CONTAINER).getLostMap()).containsEntry("ring-full", 7L);
    }
}
