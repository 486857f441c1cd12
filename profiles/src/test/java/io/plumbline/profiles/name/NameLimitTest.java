// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NameLimitTest {
    @Test
    void keepsTheFirstNamesAndNoMore() {
        NameLimit limit = new NameLimit();

        long kept = IntStream.range(0, 10_000)
                .filter(number -> limit.admits("name-" + number))
                .count();

        assertThat(kept).isEqualTo(NameLimit.MOST);
        assertThat(limit.admits("name-0")).isTrue();
        assertThat(limit.admits("name-9999")).isFalse();
    }
}
