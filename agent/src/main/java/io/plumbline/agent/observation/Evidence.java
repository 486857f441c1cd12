// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.observation;

import io.plumbline.v1.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The evidence that an observation has besides the behaviour itself.
 *
 * @param broken an invariant that this breaks, where that does not show in the behaviour alone
 * @param remark what else is worth telling, one sentence; null when there is nothing
 * @param sha256 of an executable that is not from the image
 * @param connection for network observations
 * @param socketInode of the socket of a network observation, where the sensor saw it
 */
public record Evidence(
        @Nullable InvariantViolation broken,
        @Nullable String remark,
        @Nullable String sha256,
        @Nullable Connection connection,
        @Nullable Long socketInode) {
    static final Evidence NONE = new Evidence(null, null, null, null, null);

    /** The evidence of a program start. */
    public static Evidence ofProgram(@Nullable String sha256) {
        return new Evidence(null, null, sha256, null, null);
    }

    /** The evidence of something that a process did on the network. */
    public static Evidence ofNetwork(@Nullable Connection connection, @Nullable Long socketInode) {
        return new Evidence(null, null, null, connection, socketInode);
    }

    Evidence withBroken(InvariantViolation invariant) {
        return new Evidence(invariant, remark, sha256, connection, socketInode);
    }

    Evidence withRemark(@Nullable String sentence) {
        return new Evidence(broken, sentence, sha256, connection, socketInode);
    }

    /** Address at the other end of the connection; empty when there is none. */
    public String remoteAddress() {
        return connection == null ? "" : connection.getRemoteAddress();
    }
}
