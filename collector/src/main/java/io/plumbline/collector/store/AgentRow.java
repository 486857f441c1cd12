// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

import io.plumbline.v1.WorkloadInterest;

/**
 * One epoch of one agent, as last heard of.
 *
 * @param clockSkewNanos agent clock minus collector clock at the last hello
 * @param ackedSequence everything up to it is committed; 0 at first
 * @param lastSeenNanos nanoseconds since 1970 UTC by the collector's clock
 * @param subscription the workloads that lived on the node when it last said so
 */
public record AgentRow(
        String node,
        String epoch,
        String instance,
        String version,
        String bootId,
        String kernel,
        long clockSkewNanos,
        long ackedSequence,
        long lastSeenNanos,
        WorkloadInterest subscription) {

    /** Returns the same agent with more of it committed. */
    public AgentRow withProgress(long sequence, long seenNanos, WorkloadInterest newSubscription) {
        return new AgentRow(
                node,
                epoch,
                instance,
                version,
                bootId,
                kernel,
                clockSkewNanos,
                sequence,
                Math.max(lastSeenNanos, seenNanos),
                newSubscription);
    }
}
