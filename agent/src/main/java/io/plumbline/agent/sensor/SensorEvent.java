// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import io.plumbline.profiles.behavior.Transport;

/** What a sensor saw. All times are nanoseconds since boot (CLOCK_BOOTTIME). */
public sealed interface SensorEvent {
    /** When it happened (or, for what was there already at the start, when it was looked at). */
    long bootNanos();

    /** Something that happened to one process; {@code pid} is the thread group's id in the host's namespace. */
    sealed interface ProcessEvent extends SensorEvent {
        int pid();
    }

    /** A new thread group. */
    record ProcessForked(long bootNanos, int pid, int parentPid) implements ProcessEvent {}

    /** A process runs a new program. */
    record ProcessExecuted(long bootNanos, int pid, ProcessDetails details) implements ProcessEvent {}

    /** A thread group is gone. {@code exitCode} is as wait(2) reports it. */
    record ProcessExited(long bootNanos, int pid, int exitCode) implements ProcessEvent {}

    /** A process changed its effective user id. */
    record UserChanged(long bootNanos, int pid, int effectiveUserId) implements ProcessEvent {}

    /** A process that was there before the sensor, or that a re-sync after a loss found. Parents come first. */
    record ProcessFound(long bootNanos, int pid, ProcessDetails details) implements ProcessEvent {}

    /** All {@link ProcessFound} of a snapshot were sent: a pid that is in the table and was not found is gone. */
    record SnapshotFinished(long bootNanos, int processes) implements SensorEvent {}

    /** Something that happened on the network of one network namespace. */
    sealed interface NetworkEvent extends SensorEvent {
        /** Inode of the network namespace. */
        long networkNamespace();
    }

    /** A socket began to listen (TCP), or a UDP socket is bound without a peer. Once per (transport, address, port); {@code found}: it was there already. */
    record ListenerOpened(
            long bootNanos,
            long networkNamespace,
            Transport transport,
            Endpoint local,
            Reading<Long> socketInode,
            boolean found)
            implements NetworkEvent {}

    /** No socket listens there any more. */
    record ListenerClosed(long bootNanos, long networkNamespace, Transport transport, Endpoint local)
            implements NetworkEvent {}

    /**
     * A connection, reported once, when it is first seen; that may be when it is over.
     *
     * @param socketInode inode of the socket, to find its owner; unknown when the socket was seen only at its end
     * @param established false when the connection is known to have failed
     * @param found true when it was there already as the sensor began to watch this network
     */
    record FlowSeen(
            long bootNanos,
            long networkNamespace,
            Transport transport,
            Direction direction,
            Endpoint local,
            Endpoint remote,
            Reading<Long> socketInode,
            Reading<Boolean> established,
            boolean found)
            implements NetworkEvent {}

    /**
     * The sensor lost or could not describe something.
     *
     * @param cause one word, lower case with hyphens, as in metrics: "socket-overrun", "sequence-gap", "proc-gone", ...
     * @param count how many events, at least 1
     */
    record EventsLost(long bootNanos, String cause, long count) implements SensorEvent {}
}
