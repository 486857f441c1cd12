// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent.EventsLost;
import io.plumbline.agent.sensor.SensorEvent.FlowSeen;
import io.plumbline.agent.sensor.SensorEvent.ListenerOpened;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.SnapshotFinished;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.ebpf.host.CgroupHierarchy;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.sensor.ebpf.signal.Signal;
import io.plumbline.agent.testing.CompiledProgram;
import io.plumbline.agent.testing.Patience;
import io.plumbline.agent.testing.RecordedEvents;
import io.plumbline.agent.testing.RootTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The smallest ring of the network, flooded while nobody reads it. */
@RootTest
class NetworkLossLiveTest {
    private static final int CONNECTIONS = Patience.fewer(20_000);
    private static final int EXECS = Patience.fewer(300);

    private final RecordedEvents events = new RecordedEvents();
    private final ReentrantLock gate = new ReentrantLock();

    /** The sensor waits here while the test holds the gate. */
    private final EventSink held = event -> {
        gate.lock();
        try {
            events.accept(event);
        } finally {
            gate.unlock();
        }
    };

    @Test
    void countsWhatItLosesAndLosesNoExec(@TempDir Path directory) throws Exception {
        Path program = CompiledProgram.TALK.make(directory.resolve("talk"));
        var settings = new EbpfSettings(
                4 << 20, 64 << 10, 0, EnumSet.of(Signal.PROCESSES, Signal.CGROUPS, Signal.TCP), true, null);
        try (var networks =
                        new TwoNetworks(CgroupHierarchy.find(Path.of("/proc")).mount());
                Talker near = Talker.start(program, networks.nearPid(), networks.nearCgroup());
                Talker far = Talker.start(program, networks.farPid(), networks.farCgroup());
                EbpfSensor sensor =
                        EbpfSensor.open(SensorSettings.defaults().withResyncInterval(Duration.ZERO), settings)) {
            sensor.start(held);
            events.await(SnapshotFinished.class, any -> true);
            sensor.watchNetwork(networks.farNetwork(), networks.farPid());
            Patience.await("a look at the sockets")
                    .until(() -> sensor.counters().getOrDefault("socket-looks", 0L) == 1);

            gate.lock();
            try {
                assertThat(near.ok("connections 0 10.77.0.2 9 " + CONNECTIONS))
                        .as("all refused")
                        .isZero();
                // There is no room left for this one.
                far.all("tcp4 0", "bind 0 10.77.0.2 8300", "listen 0");
                String script = "i=0; while [ $i -lt " + EXECS + " ]; do /bin/true plumbline-$i; i=$((i+1)); done";
                assertThat(new ProcessBuilder("sh", "-c", script).start().waitFor())
                        .isZero();
            } finally {
                gate.unlock();
            }

            events.awaitCount(EXECS, ProcessExecuted.class, NetworkLossLiveTest::isOurs);
            Reading<String> cgroup = Reading.known(TwoNetworks.text(networks.nearCgroup()));
            Patience.await("all told or counted").until(() -> told(networks) + lost(cgroup) >= CONNECTIONS);
            assertThat(told(networks) + lost(cgroup)).isEqualTo(CONNECTIONS);
            assertThat(lost(cgroup)).isGreaterThan(CONNECTIONS / 2);
            assertThat(events.all(ProcessExecuted.class, NetworkLossLiveTest::isOurs).stream()
                            .map(each -> argv(each).get(1))
                            .distinct())
                    .hasSize(EXECS);
            assertThat(events.all(EventsLost.class, each -> each.cause().equals("process-ring-full")))
                    .isEmpty();

            ListenerOpened opened = events.await(
                    ListenerOpened.class,
                    each -> each.local().port() == 8300 && each.networkNamespace() == networks.farNetwork());
            assertThat(opened.found()).as("by a look after the loss").isTrue();
            assertThat(opened.owner().pid()).isEqualTo(Reading.known(far.pid()));
        }
    }

    private long told(TwoNetworks networks) {
        return events.all(
                        FlowSeen.class,
                        flow -> flow.networkNamespace() == networks.nearNetwork()
                                && flow.remote().port() == 9)
                .size();
    }

    private long lost(Reading<String> cgroup) {
        return events
                .all(
                        EventsLost.class,
                        each -> each.cause().equals("network-ring-full")
                                && each.cgroup().equals(cgroup))
                .stream()
                .mapToLong(EventsLost::count)
                .sum();
    }

    private static boolean isOurs(ProcessExecuted executed) {
        List<String> argv = argv(executed);
        return argv.size() == 2 && argv.get(1).startsWith("plumbline-");
    }

    private static List<String> argv(ProcessExecuted executed) {
        return executed.details()
                .arguments()
                .map(ProcessDetails.Arguments::values)
                .orElse(List.of());
    }
}
