// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.SensorEvent.EventsLost;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.SnapshotFinished;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.sensor.ebpf.program.PinDirectory;
import io.plumbline.agent.testing.RecordedEvents;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that outlive the agent, on the real kernel. */
@RootTest
class PinLiveTest {
    @TempDir
    Path directory;

    private Path pin;

    @BeforeEach
    void mount() throws Exception {
        Path file = Files.createDirectory(directory.resolve("bpf"));
        run("mount", "-t", "bpf", "bpf", file.toString());
        pin = file.resolve("plumbline");
    }

    @AfterEach
    void unmount() throws Exception {
        PinDirectory.removeAll(pin);
        run("umount", directory.resolve("bpf").toString());
    }

    @Test
    void whatHappensBetweenTwoAgentsIsToldByTheSecond() throws Exception {
        EbpfSettings settings = EbpfSettings.defaults().withPin(pin);
        RecordedEvents first = new RecordedEvents();
        try (EbpfSensor sensor = EbpfSensor.open(SensorSettings.defaults(), settings)) {
            sensor.start(first);
            first.await(SnapshotFinished.class, any -> true);
            run("true", "of-the-first");
            first.await(ProcessExecuted.class, each -> argv(each).contains("of-the-first"));
        }
        for (int index = 0; index < 300; index++) {
            run("true", "between-" + index);
        }
        RecordedEvents second = new RecordedEvents();
        try (EbpfSensor sensor = EbpfSensor.open(SensorSettings.defaults(), settings)) {
            sensor.start(second);
            run("true", "of-the-second");
            second.await(ProcessExecuted.class, each -> argv(each).contains("of-the-second"));
            assertThat(second.all(
                            ProcessExecuted.class,
                            each -> argv(each).stream().anyMatch(argument -> argument.startsWith("between-"))))
                    .hasSize(300);
            assertThat(second.all(ProcessExecuted.class, each -> argv(each).contains("of-the-first")))
                    .isEmpty();
            assertThat(second.all(EventsLost.class, any -> true)).isEmpty();
        }
    }

    @Test
    void whatDidNotFitBetweenTwoAgentsIsCounted() throws Exception {
        EbpfSettings settings =
                EbpfSettings.defaults().withProcessRingBytes(64 << 10).withPin(pin);
        EbpfSensor.open(SensorSettings.defaults(), settings).close();
        for (int index = 0; index < 400; index++) {
            run("true", "between-" + index);
        }
        RecordedEvents second = new RecordedEvents();
        try (EbpfSensor sensor = EbpfSensor.open(SensorSettings.defaults(), settings)) {
            sensor.start(second);
            second.await(EventsLost.class, lost -> lost.cause().equals("process-ring-full"));
            assertThat(second.all(
                            ProcessExecuted.class,
                            each -> argv(each).stream().anyMatch(argument -> argument.startsWith("between-"))))
                    .hasSizeBetween(1, 399);
        }
    }

    @Test
    void anotherVersionReplacesTheFormerOneAndCountsWhatWasLeft() throws Exception {
        EbpfSensor.open(SensorSettings.defaults(), EbpfSettings.defaults().withPin(pin))
                .close();
        for (int index = 0; index < 20; index++) {
            run("true", "left-" + index);
        }
        RecordedEvents events = new RecordedEvents();
        EbpfSettings another = EbpfSettings.defaults().withBudget(12_345).withPin(pin);
        try (EbpfSensor sensor = EbpfSensor.open(SensorSettings.defaults(), another)) {
            sensor.start(events);
            EventsLost left = events.await(EventsLost.class, any -> true);
            assertThat(left.cause()).isEqualTo("pinned-untold");
            assertThat(left.count()).as("a fork, an exec and an exit each").isGreaterThanOrEqualTo(60);
        }
        try (var versions = Files.list(pin)) {
            assertThat(versions).hasSize(1);
        }
        assertThat(PinDirectory.removeAll(pin)).isNotEmpty();
        try (var versions = Files.list(pin)) {
            assertThat(versions).isEmpty();
        }
    }

    @Test
    void refusesADirectoryThatIsNoBpfFileSystem() {
        Path wrong = directory.resolve("plain");
        assertThatThrownBy(() -> EbpfSensor.open(
                        SensorSettings.defaults(), EbpfSettings.defaults().withPin(wrong)))
                .isInstanceOf(IOException.class)
                .hasMessage("sensor.pin: " + wrong + " (expected: a directory of a bpf file system)");
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).start().waitFor())
                .as(String.join(" ", command))
                .isZero();
    }

    private static List<String> argv(ProcessExecuted executed) {
        return executed.details()
                .arguments()
                .map(ProcessDetails.Arguments::values)
                .orElse(List.of());
    }
}
