// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.observation;

import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Classification;
import io.plumbline.profiles.behavior.Classifier;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a container did, in words, with what is needed to tell it as an incident.
 *
 * @param process who did it; null when the sensor could not tell
 * @param details of the process as it did this: it may run another program by now
 * @param atUnixNanos when
 * @param found true when it was there already when the agent looked, so that an earlier run may have counted it
 */
public record Observation(
        Behavior behavior,
        Classification classification,
        @Nullable TrackedProcess process,
        @Nullable ProcessDetails details,
        Evidence evidence,
        long atUnixNanos,
        boolean found) {

    /** An observation of what a process did just now, without anything else to tell. */
    public static Observation of(
            Behavior behavior, @Nullable TrackedProcess process, @Nullable ProcessDetails details, long atUnixNanos) {
        return new Observation(
                behavior, Classifier.classify(behavior), process, details, Evidence.NONE, atUnixNanos, false);
    }

    /** An observation of what a process did just now, with the process as it is now. */
    public static Observation of(Behavior behavior, @Nullable TrackedProcess process, long atUnixNanos) {
        return of(behavior, process, process == null ? null : process.details(), atUnixNanos);
    }

    /** The owner as it is now may run another program than it did. */
    public Observation withProcess(TrackedProcess owner) {
        return new Observation(behavior, classification, owner, null, evidence, atUnixNanos, found);
    }

    public Observation withEvidence(Evidence other) {
        return new Observation(behavior, classification, process, details, other, atUnixNanos, found);
    }

    public Observation withBroken(InvariantViolation invariant) {
        return withEvidence(evidence.withBroken(invariant));
    }

    public Observation withRemark(@Nullable String sentence) {
        return withEvidence(evidence.withRemark(sentence));
    }

    public Observation withFound(boolean already) {
        return new Observation(behavior, classification, process, details, evidence, atUnixNanos, already);
    }

    /** The same with a shorter argument vector, for what is kept. */
    public Observation abridged() {
        ProcessDetails shorter = details == null ? null : details.abridged();
        return new Observation(behavior, classification, process, shorter, evidence, atUnixNanos, found);
    }

    /** Returns the same observation, seen as another behaviour. */
    public Observation withBehavior(Behavior moved) {
        return new Observation(moved, classification, process, details, evidence, atUnixNanos, found);
    }
}
