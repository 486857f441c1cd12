// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.detection;

import io.plumbline.agent.cache.LruCache;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorSize;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Program;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Verdict;
import io.plumbline.profiles.workload.BaselineKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The profiles of this node's workloads, as their authority last sent them. Owned by the pipeline thread. */
public final class Baselines {
    private static final int MOST_VERDICTS = 512;
    private static final long MOST_VERDICT_BYTES = 128 << 10;

    private final Map<BaselineKey, Known> profiles = new HashMap<>();

    /** A profile, and how it judged lately: from one end of an entry to the next it never changes. */
    private record Known(
            Profile profile,
            long fromNanos,
            long untilNanos,
            LruCache<Behavior, Verdict> verdicts,
            Set<String> namePatterns) {
        static Known of(Profile profile, long fromNanos) {
            long until = Long.MAX_VALUE;
            for (ProfileEntry entry : profile.entries().values()) {
                Long end =
                        entry.attribution() == null ? null : entry.attribution().expiresAt();
                until = end != null && end > fromNanos ? Math.min(until, end) : until;
            }
            return new Known(
                    profile,
                    fromNanos,
                    until,
                    new LruCache<>(
                            MOST_VERDICTS,
                            MOST_VERDICT_BYTES,
                            BehaviorSize::of,
                            behavior -> profile.judge(behavior, fromNanos)),
                    profile.namePatterns(fromNanos));
        }

        Verdict judge(Behavior behavior, long now) {
            return now < fromNanos ? profile.judge(behavior, now) : verdicts.get(behavior);
        }
    }

    public void received(Profile profile) {
        profiles.put(profile.key(), Known.of(profile, Long.MIN_VALUE));
    }

    /** As of that time, or later; null until there is one. */
    private @Nullable Known known(BaselineKey key, long now) {
        Known known = profiles.get(key);
        if (known != null && now >= known.untilNanos()) {
            known = Known.of(known.profile(), now);
            profiles.put(key, known);
        }
        return known;
    }

    /** Empty until the authority has answered. */
    public Optional<Profile> get(BaselineKey key) {
        return Optional.ofNullable(profiles.get(key)).map(Known::profile);
    }

    /** True once the authority has answered. */
    public boolean has(BaselineKey key) {
        return profiles.containsKey(key);
    }

    /** The profile when it is locked: what it does not have is news. */
    public Optional<Profile> locked(BaselineKey key) {
        return get(key).filter(profile -> profile.state() == BaselineState.STABLE);
    }

    /** True when nothing of the workload is to be judged but invariants. */
    public boolean isOff(BaselineKey key) {
        return get(key).filter(profile -> profile.mode() == Mode.OFF).isPresent();
    }

    /** What the profile says of a behaviour; empty until there is one. {@code now}: nanoseconds since 1970. */
    public Optional<Verdict> judge(BaselineKey key, Behavior behavior, long now) {
        return Optional.ofNullable(known(key, now)).map(known -> known.judge(behavior, now));
    }

    /** Patterns of names that count as normal. {@code now}: nanoseconds since 1970. */
    public Set<String> namePatterns(BaselineKey key, long now) {
        Known known = known(key, now);
        return known == null ? Set.of() : known.namePatterns();
    }

    /** The entry of any execution of this program that counts as normal; empty when there is none. */
    Optional<ProfileEntry> execution(BaselineKey key, Program program) {
        return get(key).stream()
                .flatMap(profile -> profile.entries().values().stream())
                .filter(entry -> entry.state() != EntryState.DENIED)
                .filter(entry -> entry.behavior() instanceof Execution execution
                        && execution.executable().equals(program))
                .findFirst();
    }

    /**
     * Chance that the next behaviour is one that was seen before, after Good and Turing: one minus the share of behaviours seen
     * once. 0 while there is no locked profile.
     */
    static double confidence(Profile profile) {
        long observations = profile.progress().observations();
        return Math.max(0, 1 - (profile.progress().singletons() + 1.0) / (observations + 1.0));
    }
}
