// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.acceptance.bench.watch.Tier;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchSelectionTest {
    @Test
    void withoutWordsEverythingIsMeasured() {
        BenchSelection all = BenchSelection.of(List.of());
        assertThat(all.subjects()).containsExactly(BenchSubject.values());
        assertThat(all.tiers()).containsExactly(Tier.EBPF, Tier.NETLINK);
    }

    @Test
    void wordsOfOneKindLeaveTheOtherWhole() {
        assertThat(BenchSelection.of(List.of("idle", "storm")).subjects())
                .containsExactly(BenchSubject.IDLE, BenchSubject.STORM);
        assertThat(BenchSelection.of(List.of("idle", "storm")).tiers()).hasSize(2);
        assertThat(BenchSelection.of(List.of("netlink")).tiers()).containsExactly(Tier.NETLINK);
        assertThat(BenchSelection.of(List.of("netlink")).subjects()).hasSize(BenchSubject.values().length);
    }

    @Test
    void unknownWordIsNamed() {
        assertThatThrownBy(() -> BenchSelection.of(List.of("storms")))
                .hasMessageStartingWith("argument: storms (expected: storm, arguments, overflow, ");
    }
}
