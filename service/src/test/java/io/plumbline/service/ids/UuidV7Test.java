// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class UuidV7Test {

    private final AtomicLong millis = new AtomicLong(1_795_197_600_000L);
    private final UuidV7 ids = new UuidV7(() -> Instant.ofEpochMilli(millis.get()), new Random(7));

    @Test
    void carriesTimeVersionAndVariant() {
        UUID id = ids.next();
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(millis.get());
        assertThat(ids.nextText()).hasSize(36);
    }

    @Test
    void growsAlsoWhenTheClockStandsStillOrStepsBack() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            if (i == 5_000) {
                millis.addAndGet(-60_000);
            }
            made.add(ids.nextText());
        }
        assertThat(made).isSorted().doesNotHaveDuplicates();
    }
}
