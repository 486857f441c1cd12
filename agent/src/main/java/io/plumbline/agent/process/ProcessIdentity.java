// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.process;

/**
 * Ids of processes, unique over nodes and boots; the same in every sensor tier, because the start time is cut to the 10 ms
 * that /proc can tell.
 */
public record ProcessIdentity(String node, String bootId) {
    private static final long TICK_NANOS = 10_000_000L;

    /** node, boot id, pid and start time in ticks of 10 ms. */
    public String processId(TrackedProcess process) {
        return node + "/" + bootId + "/" + process.pid() + "/" + process.startNanos() / TICK_NANOS;
    }

    /** The process id and the ordinal of the exec within the process; 0 for a program that ran before the agent. */
    public String execId(TrackedProcess process) {
        return processId(process) + "/" + process.execOrdinal();
    }
}
