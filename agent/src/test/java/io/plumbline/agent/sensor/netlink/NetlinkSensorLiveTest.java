// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent.EventsLost;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.ProcessExited;
import io.plumbline.agent.sensor.SensorEvent.ProcessForked;
import io.plumbline.agent.sensor.SensorEvent.ProcessFound;
import io.plumbline.agent.sensor.SensorEvent.SnapshotFinished;
import io.plumbline.agent.sensor.SensorEvent.UserChanged;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.testing.Patience;
import io.plumbline.agent.testing.RecordedEvents;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@RootTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetlinkSensorLiveTest {
    private final RecordedEvents events = new RecordedEvents();
    private final NetlinkSensor sensor = new NetlinkSensor(SensorSettings.defaults());

    @BeforeAll
    void start() {
        assertThat(sensor.problem()).isPresent();
        sensor.start(events);
        events.await(SnapshotFinished.class, any -> true);
    }

    @AfterAll
    void stop() {
        sensor.close();
    }

    @Test
    void beginsWithASnapshotInWhichParentsComeFirst() {
        assertThat(sensor.tier()).isEqualTo("netlink");
        assertThat(sensor.problem()).isEmpty();
        int self = (int) ProcessHandle.current().pid();
        ProcessFound found = events.await(ProcessFound.class, each -> each.pid() == self);
        assertThat(found.details().executable().orElse("")).endsWith("/java");

        var seen = new HashSet<Integer>();
        Set<Integer> all = events.all(ProcessFound.class, any -> true).stream()
                .map(ProcessFound::pid)
                .collect(Collectors.toSet());
        for (ProcessFound each : events.all(ProcessFound.class, any -> true)) {
            int parent = each.details().parentPid().orElse(0);
            assertThat(seen.contains(parent) || !all.contains(parent))
                    .as("parent of %s", each.pid())
                    .isTrue();
            seen.add(each.pid());
        }
    }

    @Test
    void describesAnExecAndReportsTheExit() throws IOException {
        Process process = new ProcessBuilder("sleep", "3071.5").start();
        try {
            int pid = (int) process.pid();
            ProcessForked forked = events.await(ProcessForked.class, each -> each.pid() == pid);
            ProcessExecuted executed = events.await(
                    ProcessExecuted.class,
                    each -> each.pid() == pid
                            && each.details()
                                    .arguments()
                                    .equals(Reading.known(new Arguments(List.of("sleep", "3071.5"), false, 13))));
            var details = executed.details();
            assertThat(details.executable())
                    .isEqualTo(Reading.known(Path.of("/bin/sleep").toRealPath().toString()));
            assertThat(details.parentPid()).isEqualTo(Reading.known(forked.parentPid()));
            assertThat(details.effectiveUserId()).isEqualTo(Reading.known(0));
            assertThat(details.cgroup().orElse("")).contains(":/");
            assertThat(details.startTimeNanos().orElse(0L)).isPositive().isLessThanOrEqualTo(executed.bootNanos());
            assertThat(executed.bootNanos()).isGreaterThan(forked.bootNanos());
        } finally {
            process.destroy();
        }
        ProcessExited exited = events.await(ProcessExited.class, each -> each.pid() == (int) process.pid());
        assertThat(exited.exitCode()).as("ended by SIGTERM").isEqualTo(15);
    }

    @Test
    void reportsForksWithoutExecAndExitCodes() throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "(exit 3); exit 7").start();
        int pid = (int) process.pid();
        assertThat(events.await(ProcessExited.class, each -> each.pid() == pid).exitCode())
                .isEqualTo(7 << 8);
        ProcessForked child = events.await(ProcessForked.class, each -> each.parentPid() == pid);
        assertThat(events.await(ProcessExited.class, each -> each.pid() == child.pid())
                        .exitCode())
                .isEqualTo(3 << 8);
    }

    @Test
    void seesEachOfManyShortProcesses() throws IOException {
        int started = Patience.fewer(500);
        String script = "i=0; while [ $i -lt " + started + " ]; do /bin/true; i=$((i+1)); done";
        Process process = new ProcessBuilder("sh", "-c", script).start();
        int pid = (int) process.pid();
        events.await(ProcessExited.class, each -> each.pid() == pid);
        Set<Integer> children = events.all(ProcessForked.class, each -> each.parentPid() == pid).stream()
                .map(ProcessForked::pid)
                .collect(Collectors.toSet());
        List<ProcessExecuted> executed = events.all(ProcessExecuted.class, each -> children.contains(each.pid()));
        // The kernel drops an event for all listeners when it is short of memory; such a loss leaves a gap in its
        // numbers.
        var counters = sensor.counters();
        int lost = counters.getOrDefault("sequence-gap", 0L).intValue();
        assertThat(children).hasSizeBetween(started - lost, started);
        assertThat(executed).hasSizeBetween(started - 2 * lost, started);
        long unknown = executed.stream()
                .filter(each -> each.details().executable() instanceof Reading.Unknown<String>)
                .count();
        assertThat(counters.getOrDefault("execs-undescribed", 0L)).isGreaterThanOrEqualTo(unknown);
    }

    @Test
    void reportsAChangeOfUser() throws IOException {
        Process process = new ProcessBuilder("setpriv", "--reuid=12345", "--clear-groups", "true").start();
        int pid = (int) process.pid();
        UserChanged changed = events.await(UserChanged.class, each -> each.pid() == pid);
        assertThat(changed.effectiveUserId()).isEqualTo(12345);
    }

    @Test
    void countsALossAndTakesASnapshotAfterIt() throws IOException {
        var recorded = new RecordedEvents();
        var gate = new CountDownLatch(1);
        var settings = SensorSettings.defaults().withReceiveBufferBytes(4096).withResyncInterval(Duration.ZERO);
        try (var small = new NetlinkSensor(settings)) {
            small.start(event -> {
                recorded.accept(event);
                if (event instanceof ProcessForked) {
                    awaitUninterruptibly(gate);
                }
            });
            recorded.await(SnapshotFinished.class, any -> true);
            String script = "i=0; while [ $i -lt 200 ]; do /bin/true; i=$((i+1)); done";
            Process process = new ProcessBuilder("sh", "-c", script).start();
            int pid = (int) process.pid();
            events.await(ProcessExited.class, each -> each.pid() == pid);
            gate.countDown();
            recorded.await(EventsLost.class, lost -> lost.cause().equals("socket-overrun"));
            recorded.awaitCount(2, SnapshotFinished.class, any -> true);
            new ProcessBuilder("true").start();
            recorded.await(EventsLost.class, lost -> lost.cause().equals("sequence-gap"));
            assertThat(small.counters().get("socket-overrun")).isPositive();
            assertThat(small.counters().get("sequence-gap")).isPositive();
            assertThat(small.counters().get("resyncs")).isPositive();
        }
    }

    @Test
    void pollsProcWhereProcessEventsCannotBeUnderstood() throws IOException {
        Process process = new ProcessBuilder(
                        "unshare",
                        "--pid",
                        "--fork",
                        "--mount-proc",
                        ProcessHandle.current().info().command().orElse("java"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DegradedSensor.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output)
                .contains("tier: procfs")
                .contains("problem: pid namespace: pid:[")
                .contains("processes are polled from /proc")
                .contains("process-events: pid namespace: pid:[")
                .contains("saw itself: true");
    }

    private static void awaitUninterruptibly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs in a pid namespace of its own. */
    static final class DegradedSensor {
        private DegradedSensor() {}

        public static void main(String[] arguments) {
            var events = new RecordedEvents();
            try (var sensor = new NetlinkSensor(SensorSettings.defaults())) {
                sensor.start(events);
                events.await(SnapshotFinished.class, any -> true);
                int self = (int) ProcessHandle.current().pid();
                System.out.println("tier: " + sensor.tier());
                System.out.println("problem: " + sensor.problem().orElse("none"));
                sensor.unwatched().forEach((signal, reason) -> System.out.println(signal + ": " + reason));
                boolean found = events.all(ProcessFound.class, each -> each.pid() == self)
                                .size()
                        == 1;
                System.out.println("saw itself: " + found);
            }
        }
    }
}
