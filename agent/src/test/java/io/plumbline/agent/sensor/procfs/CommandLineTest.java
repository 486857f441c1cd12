// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
    @Test
    void splitsAtNul() {
        assertThat(parse("nginx\0-g\0daemon off;\0"))
                .isEqualTo(new Arguments(List.of("nginx", "-g", "daemon off;"), false, 21));
    }

    @Test
    void keepsEmptyArguments() {
        assertThat(parse("\0").values()).containsExactly("");
        assertThat(parse("a\0\0b\0").values()).containsExactly("a", "", "b");
        assertThat(parse("").values()).isEmpty();
    }

    @Test
    void takesATitleThatAProcessWroteOverItsArguments() {
        assertThat(parse("nginx: worker process").values()).containsExactly("nginx: worker process");
    }

    @Test
    void cutsWhatIsTooMuchAndSaysSo() {
        assertThat(parse("x\0".repeat(16_384)).truncated()).isFalse();
        Arguments many = parse("x\0".repeat(16_385));
        assertThat(many.values()).hasSize(16_384);
        assertThat(many.truncated()).isTrue();

        assertThat(parse("x".repeat(64 << 10)).truncated()).isFalse();
        Arguments huge = parse("x".repeat((64 << 10) + 1));
        assertThat(huge.values().getFirst()).hasSize(64 << 10);
        assertThat(huge.truncated()).isTrue();
    }

    @Test
    void keepsBytesThatAreNotUtf8AsReplacementCharacters() {
        byte[] text = {'a', (byte) 0xff, 'b', 0};
        assertThat(CommandLine.parse(text, text.length, false).values()).containsExactly("a\uFFFDb");
    }

    private static Arguments parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return CommandLine.parse(bytes, bytes.length, false);
    }
}
