// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.kernels.guest.GuestResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaseReportTest {
    @TempDir
    Path directory;

    @Test
    void readsWhatAGuestLeft() throws IOException {
        Files.createDirectories(directory.resolve("agent"));
        Files.writeString(directory.resolve("figures"), "boot 5.2\nprobe 7.1\n");
        Files.writeString(directory.resolve("probe.json"), "WARNING: x\n{\"kernel\":\"k\",\"tier\":\"ebpf\"}");
        Files.writeString(directory.resolve("probe-without-bpf.json"), "{\"kernel\":\"k\",\"tier\":\"netlink\"}");
        Files.writeString(directory.resolve("agent/readyz"), "HTTP/1.1 200 OK\r\nX: y\r\n\r\nsensor: ok\n");
        Files.writeString(directory.resolve("agent/metrics"), """
                plumbline_agent_sensor_total{counter="signal-tcp"} 1.0
                plumbline_agent_sensor_total{counter="signal-udp"} 0.0
                """);
        Files.writeString(directory.resolve("note-hotplug"), "all seen\n");
        CaseReport report = report();
        assertThat(report.probes().sequencedKeySet()).containsExactly("without bpf", CaseReport.FIVE);
        assertThat(report.agent()).contains(new AgentStart(true, List.of("tcp"), "sensor: ok"));
        assertThat(report.figures()).containsEntry("boot", "5.2").containsEntry("probe", "7.1");
        assertThat(report.notes()).containsExactly("all seen");
        assertThat(report.problems(List.of("probe", "agent"))).containsExactly("all seen");
    }

    @Test
    void saysWhatAGuestDidNotComeTo() throws IOException {
        assertThat(report().problems(List.of("probe", "agent", "live")))
                .containsExactly(
                        "probe: nothing (expected: a report)",
                        "agent: not ready: no answer",
                        "live tests: no report (expected: one)");
    }

    @Test
    void saysWhichChecksDidNotEnd() throws IOException {
        Files.writeString(directory.resolve("figures"), "boot 3.9\nprobe 18\n");
        assertThat(report().unfinished(List.of("probe"))).isEmpty();
        assertThat(report().unfinished(List.of("probe", "agent")))
                .containsExactly("agent: did not end (expected: its time among the figures)");
    }

    @Test
    void saysWhichProgramIsTooLong() throws IOException {
        Files.writeString(directory.resolve("probe.json"), """
                {"kernel":"k","tier":"netlink","reason":"no BTF",
                 "programs":[{"name":"process_exec","verdict":"loaded","instructions":250001}]}
                """);
        assertThat(report().problems(List.of("probe")))
                .containsExactly(
                        "tier: netlink: no BTF (expected: ebpf)",
                        "process_exec: 250001 instructions (expected: at most 250000)");
    }

    private CaseReport report() throws IOException {
        return CaseReport.of("6.1", new GuestResults(directory, List.of()));
    }
}
