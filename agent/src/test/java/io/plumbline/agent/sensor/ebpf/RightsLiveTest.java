// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The sensor of processes that may do little else. */
@RootTest
class RightsLiveTest {
    private static final String ALL_NEEDED = "+bpf,+perfmon,+net_admin,+sys_ptrace,+dac_read_search";

    @Test
    void fiveCapabilitiesAreEnough() throws IOException {
        String output = outputWith(ALL_NEEDED);
        assertThat(output)
                .contains("CapEff:\t000000c000081004")
                .contains("executable: " + Path.of("/bin/true").toRealPath())
                .contains("cgroup: 0::/")
                .contains("signal-dns: 1")
                .contains("signal-kernel: 1")
                .contains("ready");
        assertThat(output.lines().filter(line -> line.startsWith("unwatched ")))
                .containsExactly("unwatched file-io: reads and writes of files");
    }

    @Test
    void aRefusedProgramCostsItsSignalAlone() throws IOException {
        String output = outputWith("+bpf,+perfmon,+sys_ptrace,+dac_read_search");
        assertThat(output)
                .contains("executable: " + Path.of("/bin/true").toRealPath())
                .contains("unwatched udp: datagrams by their ends: missing CAP_NET_ADMIN; Operation not permitted")
                .contains("unwatched dns: ")
                .doesNotContain("unwatched tcp")
                .contains("signal-udp: 0")
                .contains("signal-dns: 0")
                .contains("signal-processes: 1")
                .contains("signal-tcp: 1")
                .contains("ready");
    }

    @Test
    void saysWhichRightIsMissing() throws IOException {
        assertThat(outputWith("+perfmon,+net_admin,+sys_ptrace,+dac_read_search"))
                .contains("refused: bpf: missing CAP_BPF; ")
                .contains("(expected: CAP_BPF and CAP_PERFMON, Linux 5.8 or newer with BTF)")
                .doesNotContain("ready");
        assertThat(outputWith("+bpf,+net_admin,+sys_ptrace,+dac_read_search"))
                .contains("refused: bpf: missing CAP_PERFMON; ");
    }

    @Test
    void saysAtEachAttemptThatLibbpfIsMissing() throws IOException {
        String hidden =
                "for file in /usr/lib/*/libbpf.so.1; do mount --bind /dev/null \"$(readlink -f \"$file\")\"; done"
                        + "; exec \"$@\"";
        assertThat(output(ChildSensor.command(ChildSensor.class, "unshare", "--mount", "sh", "-c", hidden, "sh")))
                .contains("refused: libbpf.so.1: not found (expected: the package libbpf1)")
                .contains("again: libbpf.so.1: not found (expected: the package libbpf1)");
    }

    private static String outputWith(String capabilities) throws IOException {
        return output(ChildSensor.command(
                ChildSensor.class, "setpriv", "--bounding-set=-all," + capabilities, "--inh-caps=-all"));
    }

    private static String output(ProcessBuilder command) throws IOException {
        Process process = command.start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
