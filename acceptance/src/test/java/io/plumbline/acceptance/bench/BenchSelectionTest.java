// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.acceptance.bench.watch.Tier;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SelectionTest {
    @Test
    void withoutWordsEverythingIsMeasured() {
        Selection all = Selection.of(List.of());
        assertThat(all.subjects()).containsExactly(Subject.values());
        assertThat(all.tiers()).containsExactly(Tier.EBPF, Tier.NETLINK);
    }

    @Test
    void wordsOfOneKindLeaveTheOtherWhole() {
        assertThat(Selection.of(List.of("idle", "storm")).subjects()).containsExactly(Subject.IDLE, Subject.STORM);
        assertThat(Selection.of(List.of("idle", "storm")).tiers()).hasSize(2);
        assertThat(Selection.of(List.of("netlink")).tiers()).containsExactly(Tier.NETLINK);
        assertThat(Selection.of(List.of("netlink")).subjects()).hasSize(Subject.values().length);
    }

    @Test
    void unknownWordIsNamed() {
        assertThatThrownBy(() -> Selection.of(List.of("storms")))
                .hasMessageStartingWith("argument: storms (expected: storm, overflow, ");
    }
}
