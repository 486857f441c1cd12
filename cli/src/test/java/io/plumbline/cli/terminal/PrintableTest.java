// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PrintableTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "\u001b[31mred|\\x1b[31mred",
                "'a\nb\tc'|a\\nb\\tc",
                "\u009b31m|\\x9b31m",
                "\u007f|\\x7f",
                "gpj\u202eexe|gpj\\u202eexe",
                "zero\u200bwidth|zero\\u200bwidth",
                "x\u2028|x\\u2028",
                "\ud800|\\ud800",
                "\ue000|\\ue000",
                "no\u00a0break|no\\xa0break",
                "\udb40\udc41|\\U000e0041"
            })
    void escapesWhatATerminalObeysOrHides(String hostile, String shown) {
        assertThat(Printable.line(hostile)).isEqualTo(shown);
    }

    @Test
    void leavesOrdinaryTextAlone() {
        String text = "nginx -g 'daemon off;' \u00fc\u00df \u65e5\u672c \ud83d\ude00 \u2514\u2500";
        assertThat(Printable.line(text)).isSameAs(text);
    }

    @Test
    void keepsOnlyLineFeedsOfDocuments() {
        assertThat(Printable.lines("a: 1\nb: \u001b[2J\r\n")).isEqualTo("a: 1\nb: \\x1b[2J\\r\n");
    }

    @Test
    void keepsTheValueOfJson() {
        String json = "{\n  \"a\": \"\u009b\u007f\u202e \ud83d\ude00\"\n}";
        assertThat(Printable.json(json)).isEqualTo("{\n  \"a\": \"\\u009b\\u007f\\u202e \ud83d\ude00\"\n}");
    }

    @Test
    void neverLetsAControlCharacterThrough() {
        long seed = 20261120;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int i = 0; i < 2000; i++) {
            var text = new StringBuilder();
            for (int j = random.nextInt(40); j > 0; j--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
            }
            assertThat(Printable.line(text.toString()).codePoints())
                    .as("seed %d, case %d", seed, i)
                    .noneMatch(c -> Character.isISOControl(c)
                            || Character.getType(c) == Character.FORMAT
                            || Character.getType(c) == Character.SURROGATE);
        }
    }
}
