// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissedRunsTest {
    private static final int EXEC = 3;
    private static final int EXEC_AGAIN = 4;
    private static final int MOUNT = 5;

    private final Map<Integer, Long> leftOut = new HashMap<>(Map.of(EXEC, 7L, EXEC_AGAIN, 2L, MOUNT, 1L));
    // 100 events before the second copy was attached, and 9 that the one saw to because the other was left out.
    private long unmatched = 109;
    private final MissedRuns runs = new MissedRuns(
            Map.of("process_exec", EXEC, "process_exec_again", EXEC_AGAIN, "call_mount", MOUNT),
            leftOut::get,
            () -> unmatched);

    @Test
    void tellsEachRunOfAProgramWithoutSecondCopy() {
        leftOut.put(MOUNT, 4L);
        assertThat(runs.take()).isZero();
        assertThat(runs.take()).isEqualTo(3);
        assertThat(runs.take()).isZero();
    }

    @Test
    void tellsNothingWhereTheOtherCopySawToIt() {
        leftOut.put(EXEC, 10L);
        unmatched += 3;
        assertThat(runs.take() + runs.take()).isZero();
    }

    @Test
    void tellsWhatBothCopiesWereLeftOutOf() {
        leftOut.put(EXEC, 10L);
        leftOut.put(EXEC_AGAIN, 4L);
        // Three times the one copy made good for the other, once nobody did.
        unmatched += 3;
        assertThat(runs.take() + runs.take()).isEqualTo(1);
        assertThat(runs.take()).isZero();
    }

    @Test
    void waitsForEventsThatAreBetweenTheirCopies() {
        leftOut.put(EXEC, 9L);
        assertThat(runs.take()).isZero();
        unmatched += 2;
        assertThat(runs.take() + runs.take()).isZero();
    }
}
