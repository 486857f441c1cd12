// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandPodTest {
    @Test
    void commandIsOverWithItsExitCode() throws IOException {
        assertThat(CommandPod.lines("")).isEmpty();
        assertThat(CommandPod.lines("20000 123456\n")).isEmpty();
        assertThat(CommandPod.lines("20000 123456\nexit 0")).isEmpty();
        assertThat(CommandPod.lines("20000 123456\nexit 0\n")).contains(List.of("20000 123456"));
        assertThatThrownBy(() -> CommandPod.lines("usage\nexit 2\n")).hasMessageContaining("expected: exit 0");
    }

    @Test
    void stormPrintsItsCountAndTime() throws IOException {
        assertThat(StormPod.nanos(List.of("20000 123456"), 20_000)).isEqualTo(123_456);
        for (List<String> wrong : List.<List<String>>of(List.of(), List.of("10 123456"), List.of("20000 1", ""))) {
            assertThatThrownBy(() -> StormPod.nanos(wrong, 20_000))
                    .hasMessageContaining("expected: 20000, nanoseconds");
        }
    }
}
