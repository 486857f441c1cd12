// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FloodTest {
    @Test
    void floodPrintsCountTimeAndAnswers() throws IOException {
        Flood flood = Flood.parse(List.of("20000 2000000000 19999"));
        assertThat(flood).isEqualTo(new Flood(20_000, 2_000_000_000, 19_999));
        assertThat(flood.perSecond()).isEqualTo(10_000);
    }

    @Test
    void anythingElseIsAnError() {
        for (String wrong : List.of("", "20000 0 1", "connect: refused", "1 2")) {
            assertThatThrownBy(() -> Flood.parse(List.of(wrong))).hasMessageContaining("expected: count");
        }
    }
}
