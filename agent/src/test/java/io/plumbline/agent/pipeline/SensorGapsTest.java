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
import java.util.Map;
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
    void whoDidNothingMeanwhileLostNoMapping() throws IOException {
        for (int storm = 0; storm < 3; storm++) {
            long since = node.pass(10).now();
            node.pass(1)
                    .runs(300 + storm, TestNode.INIT, "/usr/bin/worker", "worker")
                    .pass(1);
            node.sees(mappingsLost(4_000, since)).pass(20);
        }

        assertThat(coverage(TestNode.CONTAINER).getLostMap()).containsExactly(Map.entry("mapping-lost", 12_000L));
        assertThat(coverage(TestNode.NEIGHBOUR).getLostMap())
                .as("a running process may have loaded code without any other trace: said once")
                .containsExactly(Map.entry("mapping-lost-elsewhere", 1L));
    }

    @Test
    void whatRunsInAnyWayMeanwhileMayHaveLostAMapping() {
        long since = node.pass(10).now();
        node.pass(1)
                .sees(new SensorEvent.ProcessForked(node.now(), 400, TestNode.NEIGHBOUR_INIT))
                .sees(new SensorEvent.ProcessExited(node.now(), 400, 0))
                .sees(mappingsLost(5, since))
                .pass(20);

        assertThat(coverage(TestNode.NEIGHBOUR).getLostMap()).containsExactly(Map.entry("mapping-lost", 5L));
    }

    private SensorEvent mappingsLost(long count, long since) {
        return new SensorEvent.EventsLost(node.now(), "mapping-lost", count, Reading.unknown("not-provided"), since);
    }

    @Test
    void lossOfNobodyKnowsWhomIsChargedToAll() {
        node.sees(new SensorEvent.EventsLost(node.now(), "ring-full", 7)).pass(20);

        assertThat(coverage(TestNode.NEIGHBOUR).getLostMap()).containsEntry("ring-full", 7L);
        assertThat(coverage(TestNode.CONTAINER).getLostMap()).containsEntry("ring-full", 7L);
    }
}
