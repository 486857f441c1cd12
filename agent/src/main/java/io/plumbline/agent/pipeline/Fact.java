// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Classification;
import io.plumbline.profiles.behavior.Classifier;
import io.plumbline.v1.Connection;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a container did, in words, with what is needed to tell it as an incident.
 *
 * @param process who did it; null when the sensor could not tell
 * @param details of the process as it did this: it may run another program by now
 * @param broken an invariant that this breaks, where that does not show in the behaviour alone
 * @param remark what else is worth telling, one sentence; null when there is nothing
 * @param sha256 of an executable that is not from the image
 * @param connection for network facts
 * @param socketInode of the socket of a network fact, where the sensor saw it
 * @param atUnixNanos when
 * @param found true when it was there already when the agent looked, so that an earlier run may have counted it
 */
record Fact(
        Behavior behavior,
        Classification classification,
        @Nullable TrackedProcess process,
        @Nullable ProcessDetails details,
        Invariants.@Nullable Broken broken,
        @Nullable String remark,
        @Nullable String sha256,
        @Nullable Connection connection,
        @Nullable Long socketInode,
        long atUnixNanos,
        boolean found) {

    /** What a process did just now, without anything else to tell. */
    static Fact of(
            Behavior behavior, @Nullable TrackedProcess process, @Nullable ProcessDetails details, long atUnixNanos) {
        return new Fact(
                behavior,
                Classifier.classify(behavior),
                process,
                details,
                null,
                null,
                null,
                null,
                null,
                atUnixNanos,
                false);
    }

    Fact withProcess(TrackedProcess owner) {
        return new Fact(
                behavior,
                classification,
                owner,
                null,
                broken,
                remark,
                sha256,
                connection,
                socketInode,
                atUnixNanos,
                found);
    }

    Fact withBroken(Invariants.@Nullable Broken invariant) {
        return new Fact(
                behavior,
                classification,
                process,
                details,
                invariant,
                remark,
                sha256,
                connection,
                socketInode,
                atUnixNanos,
                found);
    }

    Fact withRemark(@Nullable String sentence) {
        return new Fact(
                behavior,
                classification,
                process,
                details,
                broken,
                sentence,
                sha256,
                connection,
                socketInode,
                atUnixNanos,
                found);
    }

    /** The same, as what was there already when the agent looked. */
    Fact asFound() {
        return new Fact(
                behavior,
                classification,
                process,
                details,
                broken,
                remark,
                sha256,
                connection,
                socketInode,
                atUnixNanos,
                true);
    }

    Fact withBehavior(Behavior moved) {
        return new Fact(
                moved,
                classification,
                process,
                details,
                broken,
                remark,
                sha256,
                connection,
                socketInode,
                atUnixNanos,
                found);
    }
}
