// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
 * @param launch what only a sensor in the kernel can tell, at the exec itself
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
        Reading<Stdio> stdio,
        Reading<Launch> launch) {

    /** True when no path leads to what runs: it is in memory alone, or the root of a mount that hangs nowhere. */
    public boolean hasNoFile() {
        return file.toOptional().map(FileIdentity::memory).orElse(false)
                || executable.toOptional().filter("/"::equals).isPresent();
    }

    /** The same with a shorter argument vector, for what is kept as long as the process lives. */
    public ProcessDetails abridged() {
        return arguments
                .toOptional()
                .map(Arguments::abridged)
                .map(this::withArguments)
                .orElse(this);
    }

    /** About how many bytes of memory this takes: an upper estimate, for budgets. */
    public int size() {
        int fixed = 1024;
        return fixed + arguments.toOptional().map(Arguments::size).orElse(0);
    }

    /** The same with a whole argument vector that is known from elsewhere. */
    public ProcessDetails withArguments(List<String> values) {
        return withArguments(new Arguments(values, false));
    }

    /** The same with another argument vector. */
    public ProcessDetails withArguments(Arguments other) {
        return new ProcessDetails(
                parentPid,
                startTimeNanos,
                commandName,
                executable,
                file,
                Reading.known(other),
                workingDirectory,
                effectiveUserId,
                cgroup,
                namespaces,
                stdio,
                launch);
    }

    /** Details of a sensor that can not tell how the program was launched. */
    public ProcessDetails(
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
        this(
                parentPid,
                startTimeNanos,
                commandName,
                executable,
                file,
                arguments,
                workingDirectory,
                effectiveUserId,
                cgroup,
                namespaces,
                stdio,
                Reading.unknown("not-provided"));
    }

    /**
     * The file behind /proc/PID/exe.
     *
     * @param device st_dev of the superblock as the container sees it (for overlay: the overlay's)
     * @param links 0 when the file has no name any more
     * @param modifiedNanos mtime, nanoseconds since 1970
     * @param changedNanos ctime, nanoseconds since 1970
     * @param memory true for memfd files
     * @param layer where an overlay file system has the bytes, as the kernel says
     */
    public record FileIdentity(
            long device,
            long inode,
            long links,
            long size,
            long modifiedNanos,
            long changedNanos,
            boolean deleted,
            boolean memory,
            Layer layer) {
        /** A file of which the sensor can not tell the layer. */
        public FileIdentity(
                long device,
                long inode,
                long links,
                long size,
                long modifiedNanos,
                long changedNanos,
                boolean deleted,
                boolean memory) {
            this(device, inode, links, size, modifiedNanos, changedNanos, deleted, memory, Layer.UNKNOWN);
        }

        /** Where the bytes of a file lie. */
        public enum Layer {
            /** The sensor can not tell. */
            UNKNOWN,
            /** Not on an overlay file system. */
            NONE,
            /** A lower, read-only layer: of the image. */
            LOWER,
            /** The upper, writable layer: made, changed or copied up in the container. */
            UPPER
        }
    }

    /**
     * An argument vector; bytes that are not UTF-8 are kept as U+FFFD.
     *
     * @param truncated there was more than {@code values}
     * @param totalBytes of the whole vector with its final NULs; -1 when only what is here is known
     */
    public record Arguments(List<String> values, boolean truncated, long totalBytes) {
        private static final int MOST_WORDS_KEPT = 32;
        private static final int MOST_CHARACTERS_KEPT = 1024;

        public Arguments {
            values = List.copyOf(values);
        }

        public Arguments(List<String> values, boolean truncated) {
            this(values, truncated, -1);
        }

        /** The same, or of a long one the first words: at most 32 words and about 1 KiB. */
        Arguments abridged() {
            int words = 0;
            int characters = 0;
            while (words < values.size() && words < MOST_WORDS_KEPT && characters < MOST_CHARACTERS_KEPT) {
                characters += values.get(words++).length() + 1;
            }
            if (words == values.size() && characters <= MOST_CHARACTERS_KEPT) {
                return this;
            }
            List<String> kept = new ArrayList<>(values.subList(0, words));
            int over = characters - MOST_CHARACTERS_KEPT;
            if (over > 0) {
                String last = kept.removeLast();
                kept.add(last.substring(0, Math.max(0, last.length() - over)));
            }
            return new Arguments(kept, true, totalBytes);
        }

        /** About how many bytes of memory this takes: an upper estimate, for budgets. */
        public int size() {
            int size = 0;
            for (String value : values) {
                size += 48 + value.length();
            }
            return size;
        }
    }

    /**
     * How a program was launched.
     *
     * @param fileName what execve was given: the script where the kernel found an interpreter, a relative path, or a link
     * @param environment of the variables that load code (LD_PRELOAD, NODE_OPTIONS, ...) those that were set, each with 16
     *     hexadecimal digits of a hash of its value; empty for none
     * @param environmentCut not all variables could be looked at, or a value is longer than what its hash is made from
     * @param capabilities the effective set, one bit each as in linux/capability.h
     * @param input the regular file that standard input is, for instance the script in {@code sh < script}; null when it is none
     */
    public record Launch(
            String fileName,
            Map<String, String> environment,
            boolean environmentCut,
            long capabilities,
            @Nullable InputFile input) {
        public Launch {
            environment = Map.copyOf(environment);
        }

        /** A launch whose environment was looked at in full. */
        public Launch(String fileName, Map<String, String> environment, long capabilities, @Nullable InputFile input) {
            this(fileName, environment, false, capabilities, input);
        }
    }

    /** A regular file as standard input, by the path that the container sees. */
    public record InputFile(String path, FileIdentity file) {}

    /** Inodes of namespaces. */
    public record Namespaces(long mount, long pid, long network) {}

    /** What 0, 1 and 2 are. */
    public record Stdio(Stream input, Stream output, Stream error) {
        /** Kind of an open file. */
        public enum Stream {
            NONE,
            /** A socket of which the sensor can not tell the family. */
            SOCKET,
            /** A TCP or UDP socket. */
            INTERNET_SOCKET,
            /** A unix socket. */
            UNIX_SOCKET,
            PIPE,
            TERMINAL,
            FILE
        }
    }
}
