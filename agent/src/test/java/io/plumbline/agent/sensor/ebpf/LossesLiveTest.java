// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static io.plumbline.agent.sensor.ebpf.Watched.arguments;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.ContainerThrottled;
import io.plumbline.agent.sensor.SensorEvent.EventsLost;
import io.plumbline.agent.sensor.SensorEvent.ProcessEvent;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.ProcessExited;
import io.plumbline.agent.sensor.SensorEvent.ProcessForked;
import io.plumbline.agent.sensor.SensorEvent.SnapshotFinished;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.ebpf.host.CgroupHierarchy;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.sensor.ebpf.signal.Signal;
import io.plumbline.agent.testing.Deeds;
import io.plumbline.agent.testing.Patience;
import io.plumbline.agent.testing.RecordedEvents;
import io.plumbline.agent.testing.RootTest;
import io.plumbline.agent.testing.TestCgroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is not told is counted, exactly. */
@RootTest
class LossesLiveTest {
    private static final int STARTS = Patience.fewer(4_000);

    /** Each start is a fork, an exec and an exit; and the storm itself runs the program and ends. */
    private static final int GENERATED = 3 * STARTS + 2;

    /** What else a storm does (it maps its program) would be counted with it. */
    private static final EbpfSettings WATCHED =
            EbpfSettings.defaults().withSignals(EnumSet.of(Signal.PROCESSES, Signal.CGROUPS));

    private static final String STORM = "echo 0 > \"$CGROUP\"; exec \"$DEEDS\" storm %d \"$DEEDS\"";

    private final RecordedEvents events = new RecordedEvents();
    private Deeds deeds;
    private TestCgroup cgroup;

    @BeforeEach
    void make() throws IOException {
        deeds = Deeds.compile();
        cgroup = TestCgroup.make(CgroupHierarchy.find(Path.of("/proc")).mount());
    }

    @AfterEach
    void remove() throws IOException {
        cgroup.close();
        deeds.close();
    }

    @Test
    void whatARingHasNoRoomForIsCountedExactlyAndLookedAtAgain() throws IOException {
        var gate = new CountDownLatch(1);
        var settings = SensorSettings.defaults().withResyncInterval(Duration.ZERO);
        try (var sensor =
                EbpfSensor.open(settings, WATCHED.withProcessRingBytes(64 << 10).withBudget(0))) {
            sensor.start(event -> {
                events.accept(event);
                if (event instanceof ProcessForked) {
                    awaitUninterruptibly(gate);
                }
            });
            events.await(SnapshotFinished.class, any -> true);
            Storm storm = storm(STORM.formatted(STARTS));
            gate.countDown();
            Patience.await("all told or counted").until(() -> told(storm) + lost() >= GENERATED);
            assertThat(told(storm) + lost()).isEqualTo(GENERATED);
            assertThat(lost()).isGreaterThan(GENERATED / 2);
            events.awaitCount(2, SnapshotFinished.class, any -> true);
            assertThat(sensor.counters().get("process-ring-full")).isGreaterThanOrEqualTo(lost());
            assertThat(sensor.counters().get("resyncs")).isPositive();
            // And it goes on.
            int pid = deeds.run("nothing", "after-loss");
            events.await(ProcessExecuted.class, each -> each.pid() == pid);
        }
    }

    @Test
    void aFloodBecomesCountsAndWhatIsNewIsToldAllTheSame() throws IOException {
        var settings = SensorSettings.defaults().withResyncInterval(Duration.ZERO);
        try (var sensor = EbpfSensor.open(settings, WATCHED.withBudget(Patience.aSecond(200)))) {
            sensor.start(events);
            events.await(SnapshotFinished.class, any -> true);
            for (int each = 0; each < 20; each++) {
                deeds.copyTo(deeds.directory().resolve("new-" + each));
            }
            Storm storm = storm(STORM.formatted(STARTS));
            Patience.await("all told or counted").until(() -> told(storm) + suppressed() >= GENERATED);
            assertThat(told(storm) + suppressed()).isEqualTo(GENERATED);
            assertThat(suppressed()).isGreaterThan(GENERATED / 2);
            assertThat(sensor.counters().get("throttled")).isGreaterThanOrEqualTo(suppressed());
            assertThat(events.all(EventsLost.class, any -> true)).isEmpty();
            int snapshots = events.all(SnapshotFinished.class, any -> true).size();
            storm("""
                    echo 0 > "$CGROUP"
                    "$DEEDS" storm %d "$DEEDS" > /dev/null &
                    for each in $(seq 0 19); do "$DIR/new-$each" nothing new-$each; done
                    wait
                    """.formatted(STARTS / 2));
            for (int each = 0; each < 20; each++) {
                String name = "new-" + each;
                events.await(
                        ProcessExecuted.class,
                        told -> arguments(told.details()).values().contains(name));
            }
            events.awaitCount(snapshots + 1, SnapshotFinished.class, any -> true);
        }
    }

    @Test
    void aFloodOfAMomentIsToldBeforeTheEndAndAsOfWhenItWas() throws IOException {
        int starts = 300;
        var clock = new BootClock();
        Storm storm;
        long before;
        long after;
        try (var sensor = EbpfSensor.open(SensorSettings.defaults(), WATCHED.withBudget(Patience.aSecond(200)))) {
            sensor.start(events);
            events.await(SnapshotFinished.class, any -> true);
            before = clock.getAsLong();
            storm = storm(STORM.formatted(starts));
            after = clock.getAsLong();
            int pid = deeds.run("nothing", "after-flood");
            events.await(ProcessExecuted.class, each -> each.pid() == pid);
        }
        assertThat(told(storm) + suppressed()).isEqualTo(3 * starts + 2);
        assertThat(events.all(ContainerThrottled.class, each -> each.cgroup().equals(cgroup.text()))
                        .getFirst()
                        .bootNanos())
                .isBetween(before, after);
    }

    @Test
    void aFloodThatIsNotToldForLackOfRoomIsNoLossOfOthers() throws IOException {
        var gate = new CountDownLatch(1);
        var settings = WATCHED.withProcessRingBytes(64 << 10).withBudget(1_000);
        try (var sensor = EbpfSensor.open(SensorSettings.defaults().withResyncInterval(Duration.ZERO), settings)) {
            sensor.start(event -> {
                events.accept(event);
                if (event instanceof ProcessForked) {
                    awaitUninterruptibly(gate);
                }
            });
            events.await(SnapshotFinished.class, any -> true);
            storm(STORM.formatted(STARTS));
            gate.countDown();
            events.awaitCount(2, SnapshotFinished.class, any -> true);
            assertThat(lost()).isPositive();
            assertThat(events.all(EventsLost.class, each -> each.cause().equals("process-ring-full")))
                    .allMatch(each -> each.cgroup() instanceof Reading.Known);
        }
    }

    /** The storm's own pid and those of the processes that it started. */
    private record Storm(int pid, Set<Integer> children) {}

    private Storm storm(String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-euc", script);
        builder.environment().put("DEEDS", deeds.program().toString());
        builder.environment().put("DIR", deeds.directory().toString());
        builder.environment().put("CGROUP", cgroup.procs().toString());
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Storm(
                (int) process.pid(),
                Pattern.compile("\\d+")
                        .matcher(output)
                        .results()
                        .map(each -> Integer.valueOf(each.group()))
                        .collect(Collectors.toSet()));
    }

    private long told(Storm storm) {
        return events.all(ProcessEvent.class, each -> isOf(storm, each)).size();
    }

    private boolean isOf(Storm storm, SensorEvent event) {
        return switch (event) {
            case ProcessForked forked -> forked.parentPid() == storm.pid;
            case ProcessExecuted executed ->
                executed.details().cgroup().equals(Reading.known(cgroup.text()))
                        && (executed.pid() == storm.pid || storm.children.contains(executed.pid()));
            case ProcessExited exited -> exited.pid() == storm.pid || storm.children.contains(exited.pid());
            default -> false;
        };
    }

    private long lost() {
        return events.all(EventsLost.class, each -> each.cgroup().equals(Reading.known(cgroup.text()))).stream()
                .mapToLong(EventsLost::count)
                .sum();
    }

    private long suppressed() {
        return events.all(ContainerThrottled.class, each -> each.cgroup().equals(cgroup.text())).stream()
                .mapToLong(ContainerThrottled::counted)
                .sum();
    }

    private static void awaitUninterruptibly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
