// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class OnlineCpusTest {
    @Test
    void readsRangesAndSingleCpus() throws IOException {
        assertThat(OnlineCpus.parse("0")).containsExactly(0);
        assertThat(OnlineCpus.parse("0-3,6,8-9")).containsExactly(0, 1, 2, 3, 6, 8, 9);
    }

    @Test
    void refusesAnythingElse() {
        for (String text : new String[] {"", "a", "0-", "0,,1", "99999"}) {
            assertThatThrownBy(() -> OnlineCpus.parse(text))
                    .isInstanceOf(IOException.class)
                    .hasMessage("online CPUs: " + text + " (expected: for instance 0-3,6)");
        }
    }
}
