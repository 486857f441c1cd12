// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.service.health.Heartbeat;
import io.plumbline.v1.Coverage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
    @TempDir
    private Path temp = Path.of("");

    @SuppressWarnings("NullAway.Init")
    private TestNode node;

    @SuppressWarnings("NullAway.Init")
    private Pipeline pipeline;

    @BeforeEach
    void aServerRuns() throws IOException {
        node = new TestNode(temp)
                .container("/usr/sbin/server", "/usr/bin/worker", "/usr/bin/other")
                .entrypoint()
                .pass(6);
        pipeline = new Pipeline(
                new Heartbeat("pipeline", Duration.ofSeconds(60), System::nanoTime), ignored -> node.node());
    }

    private SensorEvent starts(int pid, String executable) throws IOException {
        return new SensorEvent.ProcessExecuted(
                node.now(), pid, node.details(pid, TestNode.INIT, executable, executable));
    }

    @Test
    void anEventThatFailsTakesNoOtherWithItAndIsALossOfItsContainer() throws IOException {
        node.breaks(new NoClassDefFoundError("judge"));
        pipeline.tell(new PipelineMessage.SensedAll(List.of(
                new SensorEvent.ProcessForked(node.now(), 300, TestNode.INIT),
                starts(300, "/usr/bin/worker"),
                new SensorEvent.ProcessForked(node.now(), 301, TestNode.INIT),
                starts(301, "/usr/bin/other"))));
        pipeline.start();
        pipeline.close();
        node.pass(20);

        assertThat(pipeline.failures()).isEqualTo(1);
        assertThat(pipeline.lost()).containsEntry("event-failed", 1L);
        assertThat(pipeline.received()).containsEntry("ProcessExecuted", 2L);
        Coverage coverage = node.deltas().getLast().getCoverage();
        assertThat(coverage.getLostMap()).containsEntry("event-failed", 1L);
        assertThat(node.deltas().stream().flatMap(delta -> delta.getCountersList().stream()))
                .anyMatch(counter -> counter.getBehavior()
                        .getExecution()
                        .getExecutable()
                        .getPath()
                        .equals("/usr/bin/other"));
    }

    @Test
    void aBrokenVirtualMachineEndsThePipelineLoudly() throws IOException {
        node.breaks(new InternalError("page fault"));
        pipeline.tell(new PipelineMessage.SensedAll(List.of(
                new SensorEvent.ProcessForked(node.now(), 300, TestNode.INIT), starts(300, "/usr/bin/worker"))));
        pipeline.start();
        pipeline.close();

        assertThat(pipeline.heartbeat().problem().orElseThrow())
                .startsWith("ended with java.lang.InternalError: page fault");
    }
}
