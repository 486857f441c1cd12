// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ebpf.host.CgroupHierarchy;
import io.plumbline.agent.sensor.ebpf.signal.Signal;
import io.plumbline.agent.testing.RootTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramProbeTest {
    @Test
    void theReasonIsTheLastLineBeforeTheStatistics() {
        // As Linux 5.10 says it of tcp_state.
        String log = """
                func 'inet_sock_set_state' arg0 has btf_id 2653 type STRUCT 'sock'
                unknown func bpf_sk_storage_get#107
                verification time 5798 usec
                stack depth 152
                processed 34 insns (limit 1000000) max_states_per_insn 0 total_states 1 peak_states 1 mark_read 0

                """;
        assertThat(ProgramProbe.lastLine(log)).isEqualTo("unknown func bpf_sk_storage_get#107");
        assertThat(ProgramProbe.lastLine("")).isEmpty();
    }

    @Test
    @RootTest
    void triesEachProgramOfEachWay() throws IOException {
        List<ProgramVerdict> verdicts =
                ProgramProbe.run(EbpfSettings.defaults(), CgroupHierarchy.find(Path.of("/proc")));
        assertThat(verdicts)
                .extracting(ProgramVerdict::name)
                .contains(
                        "process_exec", "tcp_state", "tcp_state_by_table", "system_call", "call_mount", "code_mapped");
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.signal() == Signal.PROCESSES)
                .allSatisfy(verdict -> assertThat(verdict.loaded()).isTrue())
                .allSatisfy(verdict -> assertThat(verdict.instructions()).isBetween(1, 250_000))
                .allSatisfy(verdict -> assertThat(verdict.attach()).startsWith("tp_btf/sched_process_"));
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.name().equals("call_mount"))
                .singleElement()
                .satisfies(verdict -> assertThat(verdict.attach()).endsWith("_sys_mount"))
                .satisfies(verdict -> assertThat(verdict.reason().isEmpty()).isEqualTo(verdict.loaded()));
    }
}
