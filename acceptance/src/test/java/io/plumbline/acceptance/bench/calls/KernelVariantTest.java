// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KernelVariantTest {
    private static final String BEGIN = """
            2026-11-30T22:28:35.732Z INFO  Agent watching node guest (sensor ebpf, containerd /run/c.sock, alone)
            2026-11-30T22:28:35.776Z INFO  Agent watched: cgroups by tracepoints
            2026-11-30T22:28:35.780Z INFO  Agent watched: processes by tracepoints
            """;

    private static final String LINE = "2026-11-30T22:28:35.780Z INFO  Agent ";

    @Test
    void theLogNamesTheVariant() {
        assertThat(KernelVariant.of(BEGIN + LINE + "watched: kernel by functions\n"))
                .isEqualTo("functions");
        assertThat(
                        KernelVariant.of(
                                BEGIN + LINE
                                        + "watched: kernel by sys-exit (functions: Operation not permitted (errno 1) for socket_made)\n"))
                .isEqualTo(KernelVariant.SYS_EXIT);
    }

    @Test
    void whatIsNotWatchedHasNone() {
        assertThat(KernelVariant.of(BEGIN)).isEqualTo(KernelVariant.NONE);
        assertThat(KernelVariant.of(BEGIN + LINE + "not watched: kernel (refused)\n"))
                .isEqualTo(KernelVariant.NONE);
    }

    @Test
    void nothingIsToldBeforeTheProgramsAreLoaded() {
        assertThat(KernelVariant.isTold("")).isFalse();
        assertThat(KernelVariant.isTold(BEGIN)).isTrue();
    }
}
