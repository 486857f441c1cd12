// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity.Layer;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.ProcessExited;
import io.plumbline.agent.sensor.SensorEvent.ProcessForked;
import io.plumbline.agent.sensor.SensorEvent.SnapshotFinished;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.ebpf.program.EbpfSettings;
import io.plumbline.agent.testing.Patience;
import io.plumbline.agent.testing.RecordedEvents;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The sensor on the real kernel: what a process is told to be. */
@RootTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EbpfSensorLiveTest {
    private final RecordedEvents events = new RecordedEvents();
    private EbpfSensor sensor;

    @BeforeAll
    void start() throws IOException {
        sensor = EbpfSensor.open(SensorSettings.defaults(), EbpfSettings.defaults());
        sensor.start(events);
        events.await(SnapshotFinished.class, any -> true);
    }

    @AfterAll
    void stop() {
        sensor.close();
    }

    @Test
    void describesAnExecInFullAndReportsTheExit() throws IOException {
        assertThat(sensor.unwatched()).containsOnlyKeys("file-io");
        ProcessBuilder builder =
                new ProcessBuilder("sleep", "3072.5").directory(Path.of("/usr").toFile());
        builder.environment().put("LD_LIBRARY_PATH", "/nowhere");
        Process process = builder.start();
        int pid = (int) process.pid();
        ProcessForked forked = events.await(ProcessForked.class, each -> each.pid() == pid);
        ProcessExecuted executed = events.await(
                ProcessExecuted.class, each -> each.pid() == pid && argv(each).equals(List.of("sleep", "3072.5")));
        ProcessDetails details = executed.details();
        Path program = Path.of("/bin/sleep").toRealPath();
        assertThat(details.executable()).isEqualTo(Reading.known(program.toString()));
        assertThat(details.workingDirectory()).isEqualTo(Reading.known("/usr"));
        assertThat(details.commandName()).isEqualTo(Reading.known("sleep"));
        assertThat(details.parentPid().orElse(0)).isEqualTo(forked.parentPid());
        assertThat(details.effectiveUserId()).isEqualTo(Reading.known(0));
        assertThat(details.cgroup().orElse("")).startsWith("0::/");
        assertThat(details.namespaces().map(ProcessDetails.Namespaces::mount).orElse(0L))
                .isEqualTo((long) Files.getAttribute(Path.of("/proc/self/ns/mnt"), "unix:ino"));
        var file = details.file().toOptional().orElseThrow();
        assertThat(file.inode()).isEqualTo((long) Files.getAttribute(program, "unix:ino"));
        assertThat(file.device()).isEqualTo((long) Files.getAttribute(program, "unix:dev"));
        assertThat(file.size()).isEqualTo(Files.size(program));
        assertThat(file.deleted()).isFalse();
        assertThat(file.memory()).isFalse();
        assertThat(file.layer()).isNotEqualTo(Layer.UNKNOWN);
        var launch = details.launch().toOptional().orElseThrow();
        assertThat(launch.environment()).containsOnlyKeys("LD_LIBRARY_PATH");
        assertThat(launch.capabilities()).isNotZero();
        process.destroy();
        ProcessExited exited = events.await(ProcessExited.class, each -> each.pid() == pid);
        assertThat(exited.exitCode()).as("ended by SIGTERM").isEqualTo(15);
    }

    @Test
    void readsAnArgumentVectorThatIsLongerThanARecord() throws IOException {
        String classPath = "/opt/lib/component.jar:".repeat(1_300);
        Process process = new ProcessBuilder("sh", "-c", "sleep 1000 & wait", classPath, "Main").start();
        int pid = (int) process.pid();
        ProcessExecuted executed = events.await(
                ProcessExecuted.class, each -> each.pid() == pid && argv(each).contains(classPath));
        process.destroy();

        assertThat(argv(executed)).containsExactly("sh", "-c", "sleep 1000 & wait", classPath, "Main");
        assertThat(executed.details().arguments().map(ProcessDetails.Arguments::truncated))
                .isEqualTo(Reading.known(false));
    }

    @Test
    void describesEachOfManyShortProcesses() throws IOException {
        int started = Patience.fewer(2_000);
        String script = "i=0; while [ $i -lt " + started + " ]; do /bin/true $i; i=$((i+1)); done";
        Process process = new ProcessBuilder("sh", "-c", script).start();
        int pid = (int) process.pid();
        events.await(ProcessExited.class, each -> each.pid() == pid);
        Set<Integer> children = events.all(ProcessForked.class, each -> each.parentPid() == pid).stream()
                .map(ProcessForked::pid)
                .collect(Collectors.toSet());
        List<ProcessExecuted> executed = events.all(
                ProcessExecuted.class,
                each -> children.contains(each.pid()) && argv(each).size() == 2);
        assertThat(executed).hasSize(started);
        assertThat(executed)
                .allSatisfy(each ->
                        assertThat(each.details().executable().orElse("")).endsWith("/true"));
        assertThat(executed.stream().map(each -> argv(each).get(1)).distinct()).hasSize(started);
    }

    private static List<String> argv(ProcessExecuted executed) {
        return executed.details()
                .arguments()
                .map(ProcessDetails.Arguments::values)
                .orElse(List.of());
    }
}
