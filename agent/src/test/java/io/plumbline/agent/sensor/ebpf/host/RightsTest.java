// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RightsTest {
    @Test
    void namesWhatIsMissing() {
        assertThat(missing("000000c000081004")).isEmpty();
        assertThat(missing("0000008000081004")).containsExactly("CAP_PERFMON");
        assertThat(missing("0000000000000000")).containsExactly("CAP_PERFMON", "CAP_BPF");
        assertThat(Rights.missing("CapEff:\t000000c000080004\n", Rights.TO_WATCH_PACKETS))
                .containsExactly("CAP_NET_ADMIN");
    }

    @Test
    void takesTheOneOfOldForAll() {
        assertThat(missing("0000000000200000")).isEmpty();
    }

    @Test
    void saysNothingWhereItCanNotTell() {
        assertThat(missing("a lot")).isEmpty();
        assertThat(Rights.missing("Name:\tjava\n", Rights.TO_LOAD)).isEmpty();
    }

    private static Iterable<String> missing(String effective) {
        return Rights.missing("CapPrm:\t0\nCapEff:\t" + effective + "\nCapBnd:\t0\n", Rights.TO_LOAD);
    }
}
