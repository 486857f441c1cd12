// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class KernelsPageTest {
    private static final String EMPTY = """
            # Kernels
            <!-- kernels -->
            <!-- end -->
            <!-- programs -->
            <!-- end -->
            <!-- rights -->
            <!-- end -->
            <!-- odd -->
            <!-- end -->
            <!-- figures -->
            <!-- end -->
            """;

    private static final String GOOD = """
            {"kernel":"6.1.0-50-cloud-amd64","machine":"x86_64","tier":"ebpf","reason":"",
             "programs":[{"name":"process_exec","signal":"processes","variant":"","attach":"tp_btf/sched_process_exec",
              "verdict":"loaded","instructions":15348,"reason":""},
              {"name":"maps","signal":"code","variant":"","attach":"fentry/x|y","verdict":"refused","instructions":-1,"reason":"none"}],
             "signals":[{"signal":"processes","watched":true,"variant":"","limits":"","reason":""},
              {"signal":"tcp","watched":true,"variant":"socket-table","limits":"socket-storage: none","reason":""}],"facts":{}}
            """;

    private static final String BAD = GOOD.replace("\"loaded\"", "\"refused\"")
            .replace("\"signal\":\"tcp\",\"watched\":true", "\"signal\":\"tcp\",\"watched\":false")
            .replace("\"tier\":\"ebpf\",\"reason\":\"\"", "\"tier\":\"netlink\",\"reason\":\"no BTF\"");

    @Test
    void keepsWhatItWroteAndReadsItAgain() throws IOException {
        String text = page(GOOD).text();
        assertThat(text)
                .contains("| process_exec | tp_btf/sched_process_exec | 15,348 |")
                .contains("| maps | fentry/x/y | refused |")
                .contains(
                        "| 6.1 | 6.1.0-50-cloud-amd64 | ebpf | processes, tcp (socket-table) | tcp: socket-storage: none |")
                .contains("| 6.1 | 5.2 |");
        assertThat(KernelsPage.parse(text).text()).isEqualTo(text);
    }

    @Test
    void keepsOtherGuests() throws IOException {
        KernelsPage page = KernelsPage.parse(page(GOOD).text());
        page.take(report("6.12", GOOD), true);
        assertThat(page.text())
                .contains("| program | at | 6.1 | 6.12 |")
                .contains("| process_exec | tp_btf/sched_process_exec | 15,348 | 15,348 |");
    }

    @Test
    void tellsWhatBecameWorse() throws IOException {
        KernelsPage page = KernelsPage.parse(page(GOOD).text());
        assertThat(page.worse(report("6.1", GOOD))).isEmpty();
        assertThat(page.worse(report("6.1", BAD)))
                .containsExactly(
                        "process_exec: refused:  (expected: loaded)",
                        "tier: netlink: no BTF (expected: ebpf)",
                        "tcp:  (expected: watched)");
        assertThat(page.worse(report("6.12", BAD)))
                .as("of a guest that the page does not know")
                .isEmpty();
    }

    @Test
    void refusesAPageWithoutPlaceForATable() {
        assertThatThrownBy(() -> KernelsPage.parse("# Kernels"))
                .hasMessage("<!-- kernels --> ... <!-- end -->: not found (expected: in the page)");
    }

    private static KernelsPage page(String probe) throws IOException {
        KernelsPage page = KernelsPage.parse(EMPTY);
        page.take(report("6.1", probe), true);
        return page;
    }

    private static CaseReport report(String name, String probe) throws IOException {
        SequencedMap<String, Probe> probes = new LinkedHashMap<>(Map.of(CaseReport.FIVE, Probe.parse(probe)));
        SequencedMap<String, String> figures = new LinkedHashMap<>(Map.of("boot", "5.2"));
        return new CaseReport(name, probes, Optional.empty(), Optional.empty(), false, figures, List.of());
    }
}
