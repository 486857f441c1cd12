// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import org.jspecify.annotations.Nullable;

/**
 * One run of one container: what counters are kept by.
 *
 * @param epoch identity of the agent's outbox
 * @param containerId full id within the runtime
 * @param attempt how often the container was started within its pod before
 * @param imageDigest null when the runtime did not tell
 * @param startedAt nanoseconds since 1970 UTC; 0 when unknown
 */
public record ContainerRun(
        String node,
        String epoch,
        String containerId,
        int attempt,
        String podUid,
        @Nullable String imageDigest,
        long startedAt) {
    /** What tells runs apart: node, epoch, container and attempt. */
    public String id() {
        return node + "/" + epoch + "/" + containerId + "/" + attempt;
    }
}
