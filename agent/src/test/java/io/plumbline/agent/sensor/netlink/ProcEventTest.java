// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.testing.Captured;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProcEventTest {
    @Test
    void readsAFork() {
        assertThat(parse(Captured.PROC_FORK))
                .contains(new ProcEvent(ProcEvent.FORK, 1, 0x4c162, 0x2b6df1221deL, 0x37b7, 0x37b7, 0x379d));
    }

    @Test
    void readsAnExec() {
        assertThat(parse(Captured.PROC_EXEC))
                .contains(new ProcEvent(ProcEvent.EXEC, 0, 0x519d6, 0x2b6df1738eaL, 0x37b7, 0x37b7, 0));
    }

    @Test
    void readsAChangeOfUser() {
        assertThat(parse(Captured.PROC_UID)).hasValueSatisfying(event -> {
            assertThat(event.what()).isEqualTo(ProcEvent.UID);
            assertThat(event.value()).isEqualTo(1234);
        });
    }

    @Test
    void readsAnExit() {
        assertThat(parse(Captured.PROC_EXIT))
                .contains(new ProcEvent(ProcEvent.EXIT, 0, 0x519e0, 0x2b6e0d5efdbL, 0x37b8, 0x37b8, 0));
    }

    @Test
    void tellsThreadsFromProcesses() {
        assertThat(parse(Captured.PROC_COMM_OF_A_THREAD))
                .hasValueSatisfying(event -> assertThat(event.ofProcess()).isFalse());
    }

    @Test
    void refusesWhatIsCutOrOfAnotherConnector() {
        ByteBuffer exit = Captured.bytes(Captured.PROC_EXIT);
        for (int length = 0; length < 64; length++) {
            assertThat(ProcEvent.parse(exit, length))
                    .as("first %d bytes", length)
                    .isEmpty();
        }
        exit.putInt(16, 3);
        assertThat(ProcEvent.parse(exit, exit.limit())).isEmpty();
    }

    @Test
    void survivesAnyBytes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        byte[] bytes = new byte[128];
        for (int round = 0; round < 10_000; round++) {
            random.nextBytes(bytes);
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            buffer.putInt(16, 1).putInt(20, 1);
            int length = random.nextInt(129);
            // Headers, those of the event, and at least the smallest content.
            ProcEvent.parse(buffer, length)
                    .ifPresent(event -> assertThat(length).as("seed %d", seed).isGreaterThanOrEqualTo(56));
        }
    }

    @Test
    void countsGapsPerCpu() {
        var gaps = new SequenceGaps();
        assertThat(gaps.missingBefore(0, 100)).isZero();
        assertThat(gaps.missingBefore(1, 7)).isZero();
        assertThat(gaps.missingBefore(0, 101)).isZero();
        assertThat(gaps.missingBefore(0, 105)).isEqualTo(3);
        assertThat(gaps.missingBefore(1, 8)).isZero();
        assertThat(gaps.missingBefore(1, 8)).as("a counter that stands still").isZero();
    }

    @Test
    void countsGapsAcrossTheEndOfTheCounter() {
        var gaps = new SequenceGaps();
        gaps.missingBefore(0, -2);
        assertThat(gaps.missingBefore(0, 1)).isEqualTo(2);
        assertThat(gaps.missingBefore(0, -5)).as("began anew").isZero();
    }

    private static Optional<ProcEvent> parse(String hex) {
        ByteBuffer bytes = Captured.bytes(hex);
        return ProcEvent.parse(bytes, bytes.limit());
    }
}
