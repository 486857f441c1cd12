// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.LearningProgress;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Verdict;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.Workload;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BaselinesTest {
    private static final BaselineKey KEY =
            new BaselineKey(new Workload("local", "shop", "Deployment", "web"), "web", ContainerType.APP);
    private static final NameLookup FOR_A_WHILE = new NameLookup("*.example.org");
    private static final NameLookup STRANGER = new NameLookup("example.net");
    private static final long END = 5_000;

    private final Baselines baselines = new Baselines();

    BaselinesTest() {
        ProfileEntry entry = ProfileEntry.decided(
                FOR_A_WHILE, EntryState.ACTIVE, EntrySource.ACCEPTED, new Attribution("ann", "until then", END));
        baselines.received(new Profile(
                KEY,
                Mode.AUTO,
                BaselineState.STABLE,
                "test",
                1_000,
                1,
                Map.of(entry.id(), entry),
                LearningProgress.NONE));
    }

    private Verdict judge(NameLookup lookup, long now) {
        return baselines.judge(KEY, lookup, now).orElseThrow();
    }

    @Test
    void anEntryCountsUntilItsEndWhateverIsJudgedFirst() {
        assertThat(judge(FOR_A_WHILE, END - 1)).isInstanceOf(Verdict.Known.class);
        assertThat(baselines.namePatterns(KEY, END - 1)).containsExactly("*.example.org");

        assertThat(judge(FOR_A_WHILE, END)).isInstanceOf(Verdict.Unmatched.class);
        assertThat(baselines.namePatterns(KEY, END)).isEmpty();
        assertThat(judge(FOR_A_WHILE, END - 1)).isInstanceOf(Verdict.Known.class);
    }

    /** Else one entry that ends makes each connection a look at all entries. */
    @Test
    void whatWasJudgedIsNotJudgedAgainBecauseAnEntryWillEnd() {
        assertThat(judge(STRANGER, END - 2)).isSameAs(judge(STRANGER, END - 1));
        assertThat(judge(STRANGER, END + 1)).isSameAs(judge(STRANGER, END + 2));
    }
}
