// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcSnapshotTest {
    @TempDir
    Path directory;

    private FakeProc proc;
    private final List<SensorEvent> events = new ArrayList<>();

    @BeforeEach
    void setUp() {
        proc = new FakeProc(directory);
    }

    @AfterEach
    void removeProcesses() {
        proc.close();
    }

    @Test
    void putsParentsBeforeTheirChildren() {
        proc.process(1, 0, 1, "init")
                .process(5, 90, 9, "child")
                .process(90, 70, 8, "parent")
                .process(70, 1, 7, "grand");
        proc.process(6, 4444, 9, "orphan");
        assertThat(pids()).containsExactly(1, 70, 90, 5, 6);
    }

    @Test
    void survivesParentsThatGoInCircles() {
        proc.process(10, 11, 1, "a").process(11, 10, 1, "b").process(12, 12, 1, "self");
        assertThat(pids()).containsExactlyInAnyOrder(10, 11, 12);
    }

    @Test
    void isEmptyWithoutProc() {
        assertThat(ProcSnapshot.take(directory.resolve("no"), new ProcessReader(directory.resolve("no")), () -> 1L))
                .isEmpty();
    }

    @Test
    void pollTellsWhatChanged() {
        var settings =
                new SensorSettings(proc.root(), 4096, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ZERO, 16);
        var counters = new SensorCounters();
        var poll = new ProcessPoll(settings, events::add, counters, () -> 77L);
        proc.process(1, 0, 1, "init").process(2, 1, 2, "worker").process(3, 1, 3, "third");
        poll.snapshot();
        assertThat(events).hasSize(4).last().isEqualTo(new SensorEvent.SnapshotFinished(77, 3));

        events.clear();
        poll.poll();
        assertThat(events).as("nothing changed").isEmpty();

        proc.process(9, 2, 50, "shell")
                .link(2, "exe", proc.program("other").toString())
                .remove(3, "");
        poll.poll();
        assertThat(kinds())
                .containsExactly("ProcessExited 3", "ProcessExecuted 2", "ProcessForked 9", "ProcessExecuted 9");

        events.clear();
        proc.stat(9, 2, 60, 'S').stat(2, 1, 2, 'Z');
        poll.poll();
        assertThat(kinds())
                .as("pid 9 belongs to another process, pid 2 waits to be reaped")
                .containsExactly("ProcessExited 2", "ProcessExited 9", "ProcessForked 9", "ProcessExecuted 9");

        events.clear();
        poll.poll();
        assertThat(events).isEmpty();
        assertThat(counters.get("execs-described")).isEqualTo(3);
    }

    private List<Integer> pids() {
        return ProcSnapshot.take(proc.root(), new ProcessReader(proc.root()), () -> 1L).stream()
                .map(ProcSnapshot.Found::pid)
                .toList();
    }

    private List<String> kinds() {
        return events.stream()
                .map(event -> event.getClass().getSimpleName() + " " + ((SensorEvent.ProcessEvent) event).pid())
                .toList();
    }
}
