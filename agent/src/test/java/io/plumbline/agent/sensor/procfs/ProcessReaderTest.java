// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.Namespaces;
import io.plumbline.agent.sensor.ProcessDetails.Stdio;
import io.plumbline.agent.sensor.ProcessDetails.Stdio.Stream;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessReaderTest {
    private static final long TICK = 10_000_000L;

    @TempDir
    Path directory;

    private FakeProc proc;
    private ProcessReader reader;

    @BeforeEach
    void setUp() {
        proc = new FakeProc(directory).process(42, 7, 500, "server");
        reader = new ProcessReader(proc.root());
    }

    @AfterEach
    void removeProcesses() {
        proc.close();
    }

    @Test
    void readsAllOfAProcess() throws IOException {
        ProcessDetails details = reader.read(42);
        Path program = proc.program("server");
        assertThat(details.parentPid()).isEqualTo(Reading.known(7));
        assertThat(details.startTimeNanos()).isEqualTo(Reading.known(500 * TICK));
        assertThat(details.commandName()).isEqualTo(Reading.known("name 42"));
        assertThat(details.executable()).isEqualTo(Reading.known(program.toString()));
        assertThat(details.arguments()).isEqualTo(Reading.known(new Arguments(List.of("server", "--flag"), false, 14)));
        assertThat(details.workingDirectory()).isEqualTo(Reading.known("/work"));
        assertThat(details.effectiveUserId()).isEqualTo(Reading.known(Files.getAttribute(proc.root(), "unix:uid")));
        assertThat(details.namespaces()).isEqualTo(Reading.known(new Namespaces(11, 12, 13)));
        assertThat(details.stdio()).isEqualTo(Reading.known(new Stdio(Stream.FILE, Stream.PIPE, Stream.SOCKET)));
        assertThat(details.file()).isInstanceOfSatisfying(Reading.Known.class, known -> {
            var file = (ProcessDetails.FileIdentity) known.value();
            assertThat(file.inode()).isEqualTo(attribute(program, "ino"));
            assertThat(file.device()).isEqualTo(attribute(program, "dev"));
            assertThat(file.links()).isEqualTo(1);
            assertThat(file.size()).isEqualTo(6);
            assertThat(file.modifiedNanos() / 1_000_000_000)
                    .isEqualTo(program.toFile().lastModified() / 1000);
            assertThat(file.deleted()).isFalse();
            assertThat(file.memory()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-ab.scope\n",
                """
                12:pids:/kubepods/burstable/pod1-2/ab
                4:memory:/kubepods/burstable/pod1-2/ab
                1:name=systemd:/kubepods/burstable/pod1-2/ab
                0::/system.slice/containerd.service
                """,
                "no cgroup text at all",
            })
    void passesTheCgroupTextOn(String text) {
        proc.file(42, "cgroup", text);
        assertThat(reader.read(42).cgroup()).isEqualTo(Reading.known(text));
    }

    @Test
    void takesAVanishedProcessAsNormal() {
        assertThat(reader.read(43)).isEqualTo(ProcessReader.nothing("proc-gone"));
    }

    @Test
    void keepsWhatAnExitingProcessStillTells() {
        proc.remove(42, "exe")
                .remove(42, "fd")
                .remove(42, "cwd")
                .remove(42, "ns")
                .file(42, "cmdline", "");
        ProcessDetails details = reader.read(42);
        assertThat(details.parentPid()).isEqualTo(Reading.known(7));
        assertThat(details.executable()).isEqualTo(Reading.unknown("proc-gone"));
        assertThat(details.arguments()).isEqualTo(Reading.unknown("proc-gone"));
        assertThat(details.stdio()).isEqualTo(Reading.unknown("proc-gone"));
        assertThat(details.namespaces()).isEqualTo(Reading.unknown("proc-gone"));
        assertThat(details.cgroup()).isEqualTo(Reading.known("0::/\n"));
    }

    @Test
    void doesNotTakeAnExitingProcessOfACgroupV1HostForOneOfTheHost() {
        proc.remove(42, "exe").file(42, "cgroup", "2:memory:/\n1:cpu:/\n0::/\n");
        assertThat(reader.read(42).cgroup()).isEqualTo(Reading.unknown("proc-gone"));
    }

    @Test
    void tellsNothingOfAnotherProcessWithTheSamePid() {
        assertThat(reader.read(42, 500 * TICK - 1)).isEqualTo(ProcessReader.nothing("pid-reused"));
        assertThat(reader.read(42, 500 * TICK).executable()).isInstanceOf(Reading.Known.class);
    }

    @Test
    void keepsAnEmptyCommandLineOfALivingProcess() {
        proc.file(42, "cmdline", "");
        assertThat(reader.read(42).arguments()).isEqualTo(Reading.known(new Arguments(List.of(), false, 0)));
    }

    @Test
    void cutsAHugeCommandLine() {
        proc.file(42, "cmdline", "x".repeat(200_000));
        assertThat(reader.read(42).arguments())
                .isInstanceOfSatisfying(
                        Reading.Known.class,
                        known -> assertThat(((Arguments) known.value()).truncated())
                                .isTrue());
    }

    @Test
    void tellsClosedStreamsFromUnknownOnes() {
        proc.remove(42, "fd/0");
        assertThat(reader.read(42).stdio())
                .isEqualTo(Reading.known(new Stdio(Stream.NONE, Stream.PIPE, Stream.SOCKET)));
    }

    @Test
    void marksATornStatAndBelievesNoOwnerThen() {
        proc.file(42, "stat", "42 (na");
        ProcessDetails details = reader.read(42);
        assertThat(details.startTimeNanos()).isEqualTo(Reading.unknown("torn"));
        assertThat(details.effectiveUserId()).isEqualTo(Reading.unknown("torn"));
        assertThat(details.executable()).isInstanceOf(Reading.Known.class);
    }

    @Test
    void knowsKernelThreads() {
        proc.remove(42, "exe")
                .file(42, "stat", "42 (kworker/0:1) I 2 0 0 0 -1 69238880 0 0 0 0 0 0 0 0 20 0 1 0 9 0\n");
        ProcessDetails details = reader.read(42);
        assertThat(details.executable()).isEqualTo(Reading.unknown("kernel-thread"));
        assertThat(details.commandName()).isEqualTo(Reading.known("kworker/0:1"));
        assertThat(details.parentPid()).isEqualTo(Reading.known(2));
    }

    @Test
    void countsWhatCouldNotBeDescribed() {
        var counters = new SensorCounters();
        ReadingCounts.count(reader.read(42), counters);
        ReadingCounts.count(reader.read(43), counters);
        ReadingCounts.count(ProcessReader.withoutProgram(reader.read(42), "exec-replaced"), counters);
        assertThat(counters.snapshot())
                .containsEntry("execs-described", 1L)
                .containsEntry("execs-undescribed", 2L)
                .containsEntry("proc-gone", 1L)
                .containsEntry("exec-replaced", 1L);
    }

    @Test
    void findsTheOwnerOfASocket() {
        proc.process(50, 42, 600, "client").link(50, "fd/7", "socket:[900]");
        var owners = new SocketOwners(proc.root());
        assertThat(owners.find(List.of(41, 42, 50), 900)).hasValue(50);
        assertThat(owners.find(List.of(50, 42), 815)).hasValue(50);
        assertThat(owners.find(List.of(41, 42), 900)).isEmpty();
        assertThat(owners.find(List.of(42, 50), 0)).isEmpty();
    }

    private static Object attribute(Path file, String name) {
        try {
            return Files.getAttribute(file, "unix:" + name);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
