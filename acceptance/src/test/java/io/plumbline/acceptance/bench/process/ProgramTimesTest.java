// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgramTimesTest {
    private static final ProgramTimes BEFORE = ProgramTimes.parse("186 6 600 forked\n187 6 700 executed\n189 4 9 \n");
    private static final ProgramTimes AFTER =
            ProgramTimes.parse("186 8 1000 forked\n187 6 700 executed\n188 1 50 exited\ntorn\n189 5");

    @Test
    void onlyProgramsThatRanCount() {
        assertThat(AFTER.since(BEFORE).programs())
                .isEqualTo(Map.of(
                        186L,
                        new ProgramTimes.Program("forked", 2, 400),
                        188L,
                        new ProgramTimes.Program("exited", 1, 50)));
    }

    @Test
    void sumsGoOverAllPrograms() {
        ProgramTimes grown = AFTER.since(BEFORE);
        assertThat(grown.nanos()).isEqualTo(450);
        assertThat(grown.runs()).isEqualTo(3);
        assertThat(grown.programs().get(186L))
                .extracting(ProgramTimes.Program::nanosPerRun)
                .isEqualTo(200.0);
    }
}
