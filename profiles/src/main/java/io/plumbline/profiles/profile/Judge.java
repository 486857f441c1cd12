// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Matches a behaviour against entries; a pure function. */
public final class Judge {
    private Judge() {}

    /**
     * Says whether a behaviour is normal according to these entries.
     *
     * @param entries by {@link BehaviorId}
     * @param now nanoseconds since 1970 UTC
     */
    public static Verdict judge(Map<String, ProfileEntry> entries, Behavior behavior, long now) {
        Candidates strict = new Candidates();
        Candidates tolerant = new Candidates();
        Candidates overlooking = new Candidates();
        boolean environmentKnown = false;
        boolean incomplete = !Match.isComplete(behavior);
        // The id is a hash of everything: dear where there is nothing to find by it.
        @Nullable ProfileEntry exact = entries.isEmpty() ? null : entries.get(BehaviorId.of(behavior));
        if (exact != null
                && exact.counts(now)
                && Match.covers(exact.behavior(), behavior, false)
                && !Match.overlooksEnvironment(exact.behavior(), behavior)) {
            strict.add(exact);
        }
        for (ProfileEntry entry : entries.values()) {
            if (entry.behavior().getClass() == behavior.getClass() && entry.counts(now)) {
                if (Match.covers(entry.behavior(), behavior, false)) {
                    boolean open = entry.source() == EntrySource.LEARNED
                            && entry.state() != EntryState.DENIED
                            && Match.overlooksEnvironment(entry.behavior(), behavior);
                    (open ? overlooking : strict).add(entry);
                } else if (Match.differsInEnvironment(entry.behavior(), behavior)) {
                    environmentKnown = true;
                } else if (incomplete && Match.covers(entry.behavior(), behavior, true)) {
                    tolerant.add(entry);
                }
            }
        }
        if (strict.denied != null) {
            return new Verdict.Denied(strict.denied);
        }
        Verdict verdict = strict.best();
        if (verdict == null && !environmentKnown) {
            // Learned where no sensor could tell the environment, and nobody has seen since in which it is run.
            verdict = overlooking.best();
        }
        if (verdict == null) {
            verdict = tolerant.best();
        }
        if (verdict == null && tolerant.denied != null) {
            verdict = new Verdict.Denied(tolerant.denied);
        }
        return verdict != null ? verdict : new Verdict.Unmatched(entries, behavior);
    }

    /** The first fitting entry of each state. */
    private static final class Candidates {
        private @Nullable ProfileEntry active;
        private @Nullable ProfileEntry quarantined;
        private @Nullable ProfileEntry denied;

        void add(ProfileEntry entry) {
            switch (entry.state()) {
                case ACTIVE -> active = active == null ? entry : active;
                case QUARANTINED -> quarantined = quarantined == null ? entry : quarantined;
                case DENIED -> denied = denied == null ? entry : denied;
            }
        }

        @Nullable
        Verdict best() {
            if (active != null) {
                return new Verdict.Known(active);
            }
            return quarantined != null ? new Verdict.Unconfirmed(quarantined) : null;
        }
    }
}
