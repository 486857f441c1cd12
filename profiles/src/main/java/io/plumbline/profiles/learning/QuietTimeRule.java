// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.profile.Profile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Locks when the baseline is old enough, nothing new was seen for a while, nothing was lost in that while, and no agent is
 * behind with what it has to handle.
 *
 * <p>Quiet time says nothing about rare behaviour: the defaults are long, and a statistical rule is meant to follow.
 *
 * @param minimumAge from the first observation on
 * @param quietTime without a new entry, and without loss
 */
public record QuietTimeRule(Duration minimumAge, Duration quietTime) implements LockRule {
    /** For production. */
    public static final QuietTimeRule DEFAULT = new QuietTimeRule(Duration.ofHours(24), Duration.ofHours(6));

    public QuietTimeRule {
        requirePositive("minimumAge", minimumAge);
        requirePositive("quietTime", quietTime);
    }

    @Override
    public LockDecision evaluate(Evidence evidence, long now) {
        if (evidence.since() == 0 || evidence.entries() == 0) {
            return new LockDecision.Waiting(0, List.of("a first observation"));
        }
        List<String> waitingFor = new ArrayList<>();
        double age = share(now - evidence.since(), minimumAge);
        if (age < 1) {
            waitingFor.add("minimum age: " + text(now - evidence.since()) + " of " + text(minimumAge.toNanos()));
        }
        long quietSince = Math.max(evidence.lastNovelty(), evidence.since());
        double quiet = share(now - quietSince, quietTime);
        if (quiet < 1) {
            waitingFor.add("quiet time: " + text(now - quietSince) + " of " + text(quietTime.toNanos())
                    + " without new behaviour");
        }
        double lossless = evidence.lastLoss() == 0 ? 1 : share(now - evidence.lastLoss(), quietTime);
        if (lossless < 1) {
            waitingFor.add("complete sight: " + text(now - evidence.lastLoss()) + " of " + text(quietTime.toNanos())
                    + " without lost observations");
        }
        Lag lag = evidence.lag();
        if (lag != null && lag.holds(now)) {
            waitingFor.add("agent " + lag.node() + ": is " + text(lag.nanos())
                    + " behind, what it has not handled yet may be new");
        }
        if (evidence.entries() - evidence.waiting() >= Profile.MAX_ENTRIES) {
            waitingFor.add("room: the profile is full with " + Profile.MAX_ENTRIES
                    + " entries, and learns nothing more; forget what is not ordinary, or lock it by hand");
        }
        if (evidence.waiting() >= Profile.MAX_WAITING && !waitingFor.isEmpty()) {
            waitingFor.add("decisions: too many behaviours wait to be confirmed, more than these " + Profile.MAX_WAITING
                    + " are not kept");
        }
        if (waitingFor.isEmpty()) {
            return new LockDecision.Ready("nothing new for " + text(now - quietSince) + " in " + evidence.observations()
                    + " observations of " + evidence.starts() + " container starts");
        }
        return new LockDecision.Waiting(Math.min(age, Math.min(quiet, lossless)), waitingFor);
    }

    @Override
    public String describe() {
        return "quiet-time(min-age=" + text(minimumAge.toNanos()) + ", quiet=" + text(quietTime.toNanos()) + ")";
    }

    private static double share(long nanos, Duration of) {
        return Math.clamp((double) nanos / of.toNanos(), 0, 1);
    }

    private static String text(long nanos) {
        long seconds = Math.max(0, nanos) / 1_000_000_000;
        if (seconds % 3600 == 0 && seconds >= 3600) {
            return seconds / 3600 + "h";
        }
        if (seconds >= 3600) {
            return seconds / 3600 + "h" + seconds % 3600 / 60 + "m";
        }
        if (seconds >= 60) {
            return seconds % 60 == 0 ? seconds / 60 + "m" : seconds / 60 + "m" + seconds % 60 + "s";
        }
        return seconds + "s";
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
        }
    }
}
