// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.behavior.Behavior;
import java.util.List;
import java.util.Map;

/** What a profile says of one behaviour. */
public sealed interface Verdict {
    /** Normal, because of this entry. */
    record Known(ProfileEntry entry) implements Verdict {}

    /** Seen while learning, and waits for a person. */
    record Unconfirmed(ProfileEntry entry) implements Verdict {}

    /** A person said that this must not happen. */
    record Denied(ProfileEntry entry) implements Verdict {}

    /**
     * Not in the profile. What there is to say of it is found when somebody asks: while a workload is learned nobody does.
     *
     * @param entries of the profile, by {@link io.plumbline.profiles.behavior.BehaviorId}
     */
    record Unmatched(Map<String, ProfileEntry> entries, Behavior behavior) implements Verdict {
        /** What differs from the nearest entries, one sentence each, most important first; never empty. */
        public List<String> because() {
            List<Behavior> known = known();
            return Explanation.of(known, behavior, Novelty.of(known, behavior));
        }

        /** What kind of news it is. */
        public Novelty novelty() {
            return Novelty.of(known(), behavior);
        }

        private List<Behavior> known() {
            return entries.values().stream()
                    .filter(entry -> entry.state() == EntryState.ACTIVE)
                    .map(ProfileEntry::behavior)
                    .toList();
        }
    }
}
