// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ebpf.ProbeReport;
import io.plumbline.agent.sensor.ebpf.ProbeReport.SignalVerdict;
import io.plumbline.agent.sensor.ebpf.program.ProgramVerdict;
import io.plumbline.agent.sensor.ebpf.signal.Signal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProbeOutputTest {
    private static final ProbeReport REPORT = new ProbeReport(
            "5.10.0-32-cloud-amd64",
            "x86_64",
            "ebpf",
            "",
            List.of(
                    new ProgramVerdict(
                            "tcp_state",
                            Signal.TCP,
                            "socket-storage",
                            "tp_btf/inet_sock_set_state",
                            false,
                            34,
                            "Invalid argument (errno 22): unknown func bpf_sk_storage_get#107"),
                    new ProgramVerdict(
                            "tcp_state_by_table",
                            Signal.TCP,
                            "socket-table",
                            "tp_btf/inet_sock_set_state",
                            true,
                            2245,
                            "")),
            List.of(
                    new SignalVerdict(
                            "tcp", true, "socket-table", "socket-storage: Invalid argument for tcp_state", ""),
                    new SignalVerdict("udp", false, "", "", "datagrams by their ends: missing CAP_NET_ADMIN")),
            Map.of("perf_event_paranoid", "3"));

    @Test
    void isATextForPeople() {
        assertThat(ProbeOutput.text(REPORT)).isEqualToNormalizingNewlines("""
                kernel   5.10.0-32-cloud-amd64 x86_64
                sensor   ebpf

                SIGNAL         WATCHED   BY
                tcp            yes       socket-table (socket-storage: Invalid argument for tcp_state)
                udp            no        datagrams by their ends: missing CAP_NET_ADMIN

                PROGRAM                    ATTACH                                           VERDICT  INSTRUCTIONS  REASON
                tcp_state                  tp_btf/inet_sock_set_state                       refused            34  Invalid argument (errno 22): unknown func bpf_sk_storage_get#107
                tcp_state_by_table         tp_btf/inet_sock_set_state                       loaded           2245

                perf_event_paranoid        3
                """);
    }

    @Test
    void isOneJsonObjectForPrograms() {
        assertThat(ProbeOutput.json(REPORT))
                .endsWith("}\n")
                .contains("\"kernel\":\"5.10.0-32-cloud-amd64\"")
                .contains("\"verdict\":\"loaded\",\"instructions\":2245")
                .contains("{\"signal\":\"udp\",\"watched\":false,")
                .contains("\"facts\":{\"perf_event_paranoid\":\"3\"}");
    }
}
