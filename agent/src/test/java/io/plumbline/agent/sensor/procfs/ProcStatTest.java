// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProcStatTest {
    private static final String REST = " S 812 4711 4711 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765 1 2 3\n";

    @Test
    void readsTheFieldsThatAreUsed() {
        assertThat(parse("4711 (nginx)" + REST)).contains(new ProcStat("nginx", 'S', 812, false, 987_650_000_000L));
    }

    @Test
    void readsAnyCommandName() {
        for (String name :
                new String[] {"tmux: server", "a) R 1 2 (b", "line\nbreak", "(((", ")))", "", "Web Content"}) {
            assertThat(parse("4711 (" + name + ")" + REST).map(ProcStat::commandName))
                    .contains(name);
            assertThat(parse("4711 (" + name + ")" + REST).map(ProcStat::parentPid))
                    .contains(812);
        }
    }

    @Test
    void knowsKernelThreadsAndProcessesThatAreOver() {
        String kthread = "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 30 0 0\n";
        assertThat(parse(kthread)).hasValueSatisfying(stat -> {
            assertThat(stat.kernelThread()).isTrue();
            assertThat(stat.over()).isFalse();
        });
        assertThat(parse(kthread.replace(" S ", " Z ")))
                .hasValueSatisfying(stat -> assertThat(stat.over()).isTrue());
    }

    @Test
    void refusesATornLine() {
        String whole = "4711 (a b) S 812 4711 4711 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 98765";
        for (int length = 0; length <= whole.length(); length++) {
            assertThat(parse(whole.substring(0, length)))
                    .as("first %d bytes", length)
                    .isEmpty();
        }
        assertThat(parse(whole + " ")).isPresent();
    }

    @Test
    void survivesAnyText() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        byte[] alphabet = "0123456789 ()-\nSZ".getBytes(StandardCharsets.US_ASCII);
        for (int round = 0; round < 20_000; round++) {
            byte[] text = new byte[random.nextInt(90)];
            for (int at = 0; at < text.length; at++) {
                text[at] = random.nextInt(20) == 0
                        ? (byte) random.nextInt(256)
                        : alphabet[random.nextInt(alphabet.length)];
            }
            String where = "seed %d round %d".formatted(seed, round);
            ProcStat.parse(text, text.length)
                    .ifPresent(stat -> assertThat(new String(text, StandardCharsets.ISO_8859_1))
                            .as(where)
                            .containsSubsequence("(", ")", " "));
        }
        assertThat(parse("1 (x) S 99999999999999999999 " + "9 ".repeat(30))).isEmpty();
        assertThat(parse("1 (x) S 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 9223372036854775807 1"))
                .isEmpty();
    }

    private static Optional<ProcStat> parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ProcStat.parse(bytes, bytes.length);
    }
}
