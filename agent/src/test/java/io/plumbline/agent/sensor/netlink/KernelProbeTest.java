// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.agent.sensor.SensorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelProbeTest {
    private static final String PID = "pid:[4026531836]";
    private static final String USER = "user:[4026531837]";
    private static final String ALL = "Name:\tjava\nCapEff:\t000001ffffffffff\nSeccomp:\t0\n";

    @Test
    void missesNothingWithAllCapabilitiesInTheInitialNamespaces() {
        assertThat(KernelProbe.missing(ALL, PID, USER, true)).isEmpty();
    }

    @Test
    void saysForEachSignalWhatItNeeds() {
        String netAdmin = ALL.replace("000001ffffffffff", "0000000000001000");
        assertThat(KernelProbe.missing(netAdmin, PID, USER, true)).containsOnlyKeys("network", "executable", "files");
        assertThat(KernelProbe.missing("", PID, USER, false))
                .containsOnlyKeys("process-bursts", "processes", "network", "executable", "files");
        assertThat(KernelProbe.missing(ALL, "pid:[4026532000]", USER, true))
                .containsEntry("process-events", "pid namespace: pid:[4026532000] (expected: the host's, hostPID)");
    }

    @Test
    void keepsProcessesWhoseFirstThreadEnded(@TempDir Path proc) throws IOException {
        Files.createDirectories(proc.resolve("42/task/42"));
        Path second = Files.createDirectory(proc.resolve("42/task/43"));
        var processes = new LeaderlessProcesses(proc);
        var leader = new LeaderlessProcesses.Ended(42, 9);
        assertThat(processes.livesOn(leader)).isTrue();
        assertThat(processes.endedWithThread(42)).isFalse();
        assertThat(processes.takeEnded()).isEmpty();

        Files.delete(second);
        assertThat(processes.endedWithThread(42)).isTrue();
        assertThat(processes.take(42)).isEqualTo(leader);
        assertThat(processes.endedWithThread(42)).isFalse();
        assertThat(processes.livesOn(leader))
                .as("one thread left, the one that ended")
                .isFalse();
        assertThat(processes.livesOn(new LeaderlessProcesses.Ended(77, 0)))
                .as("gone")
                .isFalse();
    }

    @Test
    void findsOutLaterThatALeaderlessProcessEnded(@TempDir Path proc) throws IOException {
        Files.createDirectories(proc.resolve("42/task/42"));
        Path second = Files.createDirectory(proc.resolve("42/task/43"));
        var processes = new LeaderlessProcesses(proc);
        var leader = new LeaderlessProcesses.Ended(42, 9);
        processes.livesOn(leader);
        Files.delete(second);
        assertThat(processes.takeEnded()).containsExactly(leader);
        assertThat(processes.takeEnded()).isEmpty();
    }

    @Test
    void settingsNameWhatIsOutOfBounds() {
        var defaults = SensorSettings.defaults();
        assertThat(defaults.receiveBufferBytes()).isEqualTo(8 << 20);
        assertThatThrownBy(() -> defaults.withReceiveBufferBytes(1))
                .hasMessage("receive-buffer: 1 (expected: 4096 to 268435456)");
        assertThatThrownBy(() -> defaults.withSocketDumpInterval(Duration.ofMillis(1)))
                .hasMessage("socket-dump-interval: PT0.001S (expected: PT0.1S to PT10M)");
        assertThatThrownBy(() -> defaults.withPollInterval(Duration.ofDays(1))).hasMessageContaining("poll-interval");
    }
}
