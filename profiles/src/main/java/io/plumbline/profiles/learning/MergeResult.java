// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.profile.ProfileEntry;
import java.util.List;

/**
 * What a delta changed.
 *
 * @param added entries that are new, active or quarantined
 * @param refused counters that were not learned
 * @param changed true when anything changed that has to be kept, counters included
 */
public record MergeResult(List<ProfileEntry> added, List<Refused> refused, boolean changed) {
    public MergeResult {
        added = List.copyOf(added);
        refused = List.copyOf(refused);
    }

    /** A counter that was not learned, and why. */
    public record Refused(Counter counter, Refusal why) {}

    /** Why something is not learned. */
    public enum Refusal {
        /** The delta is of a generation before a forget, undo, reopen or import. */
        OLD_GENERATION,
        /** The identity of the workload is not confirmed, and the baseline's is. */
        UNCONFIRMED_IDENTITY,
        /** Somebody came in through the runtime. */
        SESSION,
        /** Origin, argument vector, user or parent could not be read. */
        INCOMPLETE,
        /** A person denied it. */
        DENIED,
        /** The baseline is stable: this is drift. */
        STABLE,
        /** People switched learning off. */
        OFF,
        /** The baseline has as many entries as it may have, those that wait for a person aside. */
        FULL,
        /** It would have to wait for a person, and as many wait as may. */
        TOO_MANY_WAITING
    }
}
