// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import io.plumbline.agent.dns.DnsMessage;
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

    /**
     * A process mapped a file executable: the dynamic loader, LD_PRELOAD, dlopen, JNI. What the kernel maps at an exec, the program
     * itself and its loader, is told like this too: compare with the file of the exec. A mapping that mprotect makes
     * executable afterwards is told then. Nobody tells a mapping that a fork inherits, nor code in anonymous memory.
     *
     * @param path absolute, as the process sees it; " (deleted)" is cut off and told in {@code file}; "//toolong" or "//enomem"
     *     where the kernel could not write it down, with device and inode 0
     * @param file device, inode, deleted and memory are known; links are 1, or 0 when it is deleted; the size is -1 and both times
     *     are 0: not known. So one and the same identity may have other content later, when the file is written in place
     */
    record CodeMapped(long bootNanos, int pid, String path, ProcessDetails.FileIdentity file) implements ProcessEvent {}

    /**
     * A process created a socket of a kind that few programs need; TCP, UDP and unix sockets are not told this way.
     *
     * @param family as in socket(2): AF_PACKET is 17, AF_VSOCK 40, ...
     * @param type as in socket(2), without flags: SOCK_RAW is 3, ...
     */
    record SocketCreated(long bootNanos, int pid, int family, int type, int protocol) implements ProcessEvent {}

    /** A process connected to a unix socket; {@code path} as it was given, an abstract name begins with "@". */
    record UnixConnected(long bootNanos, int pid, String path) implements ProcessEvent {}

    /**
     * A process used an interface of the kernel that few programs need.
     *
     * @param subject what it was used on: the pid of another process (TRACE, PROCESS_ACCESS), the flags of unshare or the type of
     *     namespace (NAMESPACE_CREATE, NAMESPACE_ENTER), the gained capability bits (CAPABILITY_GAIN), the command (BPF); else 0
     * @param detail the mount point (MOUNT), the file below /proc (PROCESS_ACCESS by a file), the module's name (MODULE_LOAD);
     *     else empty
     */
    record KernelUsed(long bootNanos, int pid, KernelInterface used, long subject, String detail)
            implements ProcessEvent {}

    /**
     * A container did so much that the sensor only counts from now on, or has counted since: what was seen for the first time
     * is told all the same.
     *
     * @param bootNanos when the first of these events was counted, as far as the sensor knows
     * @param cgroup in the form of /proc/PID/cgroup
     * @param counted events that were counted and not told since the last of these
     */
    record ContainerThrottled(long bootNanos, String cgroup, long counted) implements SensorEvent {}

    /** A process that was there before the sensor, or that a re-sync after a loss found. Parents come first. */
    record ProcessFound(long bootNanos, int pid, ProcessDetails details) implements ProcessEvent {}

    /** All {@link ProcessFound} of a snapshot were sent: a pid that is in the table and was not found is gone. */
    record SnapshotFinished(long bootNanos, int processes) implements SensorEvent {}

    /** Something that happened on the network of one network namespace. */
    sealed interface NetworkEvent extends SensorEvent {
        /** Inode of the network namespace. */
        long networkNamespace();
    }

    /**
     * Who has a socket; either may be unknown.
     *
     * @param pid of the process that connected or listens, in the host's namespace
     * @param cgroup of the socket, in the form of /proc/PID/cgroup
     */
    record Owner(Reading<Integer> pid, Reading<String> cgroup) {
        /** Nothing but the network namespace is known. */
        public static final Owner UNKNOWN = new Owner(Reading.unknown("not-provided"), Reading.unknown("not-provided"));
    }

    /** A socket began to listen (TCP), or a UDP socket is bound without a peer. Once per (transport, address, port); {@code found}: it was there already. */
    record ListenerOpened(
            long bootNanos,
            long networkNamespace,
            Transport transport,
            Endpoint local,
            Reading<Long> socketInode,
            boolean found,
            Owner owner)
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
            boolean found,
            Owner owner)
            implements NetworkEvent {}

    /**
     * A connection that was reported is over.
     *
     * @param bytesSent acknowledged by the peer
     * @param bytesReceived in order
     */
    record FlowClosed(
            long bootNanos,
            long networkNamespace,
            Transport transport,
            Direction direction,
            Endpoint local,
            Endpoint remote,
            long bytesSent,
            long bytesReceived,
            Owner owner)
            implements NetworkEvent {}

    /**
     * A DNS message passed a socket of a container.
     *
     * @param sent true when the container sent it
     */
    record NameMessage(
            long bootNanos,
            long networkNamespace,
            Transport transport,
            boolean sent,
            Endpoint local,
            Endpoint remote,
            DnsMessage message,
            Owner owner)
            implements NetworkEvent {}

    /**
     * The sensor lost or could not describe something.
     *
     * @param cause one word, lower case with hyphens, as in metrics: "socket-overrun", "sequence-gap", "proc-gone", ...
     * @param count how many events, at least 1
     * @param cgroup whose they were, in the form of /proc/PID/cgroup; unknown when anybody's
     * @param sinceNanos where another source tells what processes do meanwhile: they happened after that, nanoseconds since boot, so
     *     that who did nothing since then lost none. 0 when nobody can say
     */
    record EventsLost(long bootNanos, String cause, long count, Reading<String> cgroup, long sinceNanos)
            implements SensorEvent {
        /** Nobody can say since when. */
        public EventsLost(long bootNanos, String cause, long count, Reading<String> cgroup) {
            this(bootNanos, cause, count, cgroup, 0);
        }

        /** Nobody can say whose the events were. */
        public EventsLost(long bootNanos, String cause, long count) {
            this(bootNanos, cause, count, Reading.unknown("not-provided"));
        }
    }
}
