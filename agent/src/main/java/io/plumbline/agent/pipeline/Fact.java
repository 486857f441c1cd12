// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Classification;
import io.plumbline.v1.Connection;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a container did, in words, with what is needed to tell it as an incident.
 *
 * @param process who did it; null when the sensor could not tell
 * @param details of the process as it did this: it may run another program by now
 * @param onNetwork true for a program whose standard input and output are a socket of the network
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
        boolean onNetwork,
        @Nullable String sha256,
        @Nullable Connection connection,
        @Nullable Long socketInode,
        long atUnixNanos,
        boolean found) {

    Fact withProcess(TrackedProcess owner) {
        return new Fact(
                behavior, classification, owner, null, false, sha256, connection, socketInode, atUnixNanos, found);
    }

    Fact withBehavior(Behavior moved) {
        return new Fact(
                moved,
                classification,
                process,
                details,
                onNetwork,
                sha256,
                connection,
                socketInode,
                atUnixNanos,
                found);
    }
}
