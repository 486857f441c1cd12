// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import java.util.List;

/**
 * What is known of a process at its exec. Every field may be unknown: short-lived processes are gone before they are read.
 *
 * @param parentPid pid of the parent in the host's namespace
 * @param startTimeNanos start of the process, nanoseconds since boot, cut to 10 ms (what /proc can tell)
 * @param commandName the kernel's short name, at most 15 bytes
 * @param executable path as /proc/PID/exe shows it, as the container sees it; " (deleted)" is cut off and told in {@code file}
 * @param file identity of the executable's file
 * @param arguments argument vector, argv[0] first
 * @param workingDirectory absolute path as the container sees it
 * @param effectiveUserId effective uid in the host's user namespace
 * @param cgroup text of /proc/PID/cgroup
 * @param namespaces inodes of the namespaces
 * @param stdio what the file descriptors 0, 1 and 2 are
 */
public record ProcessDetails(
        Reading<Integer> parentPid,
        Reading<Long> startTimeNanos,
        Reading<String> commandName,
        Reading<String> executable,
        Reading<FileIdentity> file,
        Reading<Arguments> arguments,
        Reading<String> workingDirectory,
        Reading<Integer> effectiveUserId,
        Reading<String> cgroup,
        Reading<Namespaces> namespaces,
        Reading<Stdio> stdio) {

    /**
     * The file behind /proc/PID/exe.
     *
     * @param device st_dev of the superblock as the container sees it (for overlay: the overlay's)
     * @param links 0 when the file has no name any more
     * @param modifiedNanos mtime, nanoseconds since 1970
     * @param changedNanos ctime, nanoseconds since 1970
     * @param memory true for memfd files
     */
    public record FileIdentity(
            long device,
            long inode,
            long links,
            long size,
            long modifiedNanos,
            long changedNanos,
            boolean deleted,
            boolean memory) {}

    /** An argument vector; bytes that are not UTF-8 are kept as U+FFFD. {@code truncated}: there was more. */
    public record Arguments(List<String> values, boolean truncated) {
        public Arguments {
            values = List.copyOf(values);
        }
    }

    /** Inodes of namespaces. */
    public record Namespaces(long mount, long pid, long network) {}

    /** What 0, 1 and 2 are. */
    public record Stdio(Stream input, Stream output, Stream error) {
        /** Kind of an open file. */
        public enum Stream {
            NONE,
            SOCKET,
            PIPE,
            TERMINAL,
            FILE
        }
    }
}
