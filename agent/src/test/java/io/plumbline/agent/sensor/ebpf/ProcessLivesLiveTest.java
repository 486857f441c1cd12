// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.ProcessEvent;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.ProcessExited;
import io.plumbline.agent.sensor.SensorEvent.ProcessForked;
import io.plumbline.agent.testing.Deeds;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Beginnings and ends of processes. */
@RootTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProcessLivesLiveTest {
    private Deeds deeds;
    private Watched watched;

    @BeforeAll
    void start() throws IOException {
        deeds = Deeds.compile();
        watched = new Watched();
    }

    @AfterAll
    void stop() throws IOException {
        watched.close();
        deeds.close();
    }

    @Test
    void knowsWhoRunsWhenAThreadStartsAProgram() throws IOException {
        int pid = deeds.run("thread-exec", deeds.program().toString(), "nothing", "from-thread");
        ProcessExecuted executed = watched.exec("nothing", "from-thread");
        assertThat(executed.pid()).isEqualTo(pid);
        assertThat(exits(pid)).as("the leader that made room is no end").hasSize(1);
        ProcessExecuted before = watched.exec("thread-exec", deeds.program().toString(), "nothing", "from-thread");
        assertThat(executed.details().startTimeNanos())
                .isEqualTo(before.details().startTimeNanos());
    }

    @Test
    void tellsVforkLikeAnyFork() throws IOException {
        int parent = deeds.run("vfork", deeds.program().toString(), "nothing", "from-vfork");
        ProcessExecuted executed = watched.exec("nothing", "from-vfork");
        assertThat(executed.details().parentPid()).isEqualTo(Reading.known(parent));
        assertThat(of(executed.pid()))
                .hasExactlyElementsOfTypes(ProcessForked.class, ProcessExecuted.class, ProcessExited.class);
    }

    @Test
    void aProcessEndsWithItsLastThread() throws IOException {
        Process process = deeds.start("leader-exits");
        int pid = (int) process.pid();
        watched.exec("leader-exits");
        deeds.run("nothing", "leader-is-gone");
        watched.exec("nothing", "leader-is-gone");
        assertThat(exits(pid)).isEmpty();
        process.getOutputStream().close();
        watched.events().await(ProcessExited.class, each -> each.pid() == pid);
        assertThat(exits(pid)).extracting(ProcessExited::exitCode).containsExactly(7 << 8);
    }

    @Test
    void aProcessOfManyThreadsEndsOnce() throws IOException {
        List<Integer> pids = new ArrayList<>();
        for (int each = 0; each < 20; each++) {
            Process process = deeds.start("threads-exit", "60");
            pids.add((int) process.pid());
        }
        for (int pid : pids) {
            watched.events().await(ProcessExited.class, each -> each.pid() == pid);
        }
        deeds.run("nothing", "after-threads");
        watched.exec("nothing", "after-threads");
        for (int pid : pids) {
            assertThat(exits(pid)).extracting(ProcessExited::exitCode).containsExactly(5 << 8);
        }
    }

    @Test
    void tellsTwoProcessesWithTheSamePidApart() throws IOException {
        deeds.run("same-pid", deeds.program().toString());
        ProcessExecuted first = watched.exec("nothing", "first");
        ProcessExecuted second = watched.exec("nothing", "second");
        assertThat(second.pid()).isEqualTo(first.pid());
        watched.events().awaitCount(2, ProcessExited.class, each -> each.pid() == first.pid());
        assertThat(of(first.pid()))
                .hasExactlyElementsOfTypes(
                        ProcessForked.class,
                        ProcessExecuted.class,
                        ProcessExited.class,
                        ProcessForked.class,
                        ProcessExecuted.class,
                        ProcessExited.class);
    }

    private List<ProcessExited> exits(int pid) {
        return watched.events().all(ProcessExited.class, each -> each.pid() == pid);
    }

    private List<ProcessEvent> of(int pid) {
        watched.events().await(ProcessExited.class, each -> each.pid() == pid);
        return watched.events()
                .all(
                        SensorEvent.ProcessEvent.class,
                        each -> each.pid() == pid && !(each instanceof SensorEvent.CodeMapped));
    }
}
