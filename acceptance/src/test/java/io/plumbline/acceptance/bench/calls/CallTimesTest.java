// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CallTimesTest {
    private static final List<String> PRINTED = List.of(
            "getppid 167.2 167.5",
            "open 2007.8 2335.5",
            "open-missing 1075.5 1332.4",
            "connect-unix 1216.0 1228.8",
            "map-code 3439.6 3982.4");

    @Test
    void readsWhatTheProgramPrints() throws IOException {
        CallTimes times = CallTimes.parse(PRINTED);
        assertThat(times.quick(Call.GETPPID)).isEqualTo(167.2);
        assertThat(times.median(Call.GETPPID)).isEqualTo(167.5);
        assertThat(times.quick(Call.MAP_CODE)).isEqualTo(3439.6);
    }

    @Test
    void eachKindIsNeeded() {
        for (int missing = 0; missing < PRINTED.size(); missing++) {
            List<String> lines = new ArrayList<>(PRINTED);
            String word = lines.remove(missing).split(" ", 2)[0];
            assertThatThrownBy(() -> CallTimes.parse(lines)).hasMessageContaining("expected: " + word + " and two");
        }
        assertThatThrownBy(() -> CallTimes.parse(List.of("getppid: refused"))).hasMessageContaining("getppid: refused");
    }
}
