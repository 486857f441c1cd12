// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.ProcessDetails.InputFile;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import io.plumbline.agent.sensor.ProcessDetails.Namespaces;
import io.plumbline.agent.sensor.ProcessDetails.Stdio;
import io.plumbline.agent.sensor.ProcessDetails.Stdio.Stream;
import io.plumbline.agent.sensor.Reading;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Program starts. Containers start the same few programs again and again: what a start looks like apart from who did it when is
 * decoded once and remembered, so that a repeated start costs a hash and a comparison of its bytes. Not thread-safe.
 */
final class ExecDecoder {
    /** A power of two; entries that fall together displace each other. */
    private static final int REMEMBERED = 512;

    private static final Stream[] STREAMS = {
        Stream.NONE,
        Stream.SOCKET,
        Stream.INTERNET_SOCKET,
        Stream.UNIX_SOCKET,
        Stream.PIPE,
        Stream.TERMINAL,
        Stream.FILE,
    };
    private static final long NANOS_PER_TICK = 10_000_000L;

    private final @Nullable Known[] known = new Known[REMEMBERED];

    /** A start as it was decoded, and what it was decoded from. */
    private record Known(long hash, int user, int network, ByteBuffer bytes, ProcessDetails details) {
        boolean is(long hash, int user, int network) {
            return this.hash == hash && this.user == user && this.network == network;
        }
    }

    /** {@code length}: of the record, already checked to be at least {@link RecordLayout#DATA}. */
    ProcessDetails decode(ByteBuffer memory, int record, int length, Reading<String> cgroup) {
        int from = record + RecordLayout.CAPABILITIES;
        int bytes = length - RecordLayout.CAPABILITIES;
        int user = memory.getInt(record + RecordLayout.USER_ID);
        int network = memory.getInt(record + RecordLayout.NETWORK);
        long hash = (hash(memory, from, bytes) * 31 + user) * 31 + network;
        int slot = (int) (hash ^ hash >>> 32) & (REMEMBERED - 1);
        Known same = known[slot];
        if (same == null || !same.is(hash, user, network) || !equal(same.bytes, memory, from, bytes)) {
            same = new Known(hash, user, network, copy(memory, from, bytes), describe(memory, record, length));
            known[slot] = same;
        }
        ProcessDetails model = same.details;
        return new ProcessDetails(
                Reading.known(memory.getInt(record + RecordLayout.PARENT)),
                Reading.known(start(memory, record)),
                model.commandName(),
                model.executable(),
                model.file(),
                model.arguments(),
                model.workingDirectory(),
                model.effectiveUserId(),
                cgroup,
                model.namespaces(),
                model.stdio(),
                model.launch());
    }

    /** Cut to the 10 ms that /proc can tell, so that both sensors give a process the same identity. */
    static long start(ByteBuffer memory, int record) {
        return memory.getLong(record + RecordLayout.START) / NANOS_PER_TICK * NANOS_PER_TICK;
    }

    private static ProcessDetails describe(ByteBuffer memory, int record, int length) {
        Parts parts = Parts.of(memory, record, length);
        Reading<String> executable = memory.get(record + RecordLayout.PATH_CUT) == 0
                ? Reading.known(RecordText.path(memory, parts.path, parts.pathLength))
                : Reading.unknown("path-too-deep");
        Reading<String> directory = memory.get(record + RecordLayout.DIRECTORY_CUT) == 0
                ? Reading.known(RecordText.path(memory, parts.directory, parts.directoryLength))
                : Reading.unknown("path-too-deep");
        return new ProcessDetails(
                Reading.unknown("not-provided"),
                Reading.unknown("not-provided"),
                Reading.known(RecordText.text(memory, record + RecordLayout.COMMAND, RecordLayout.COMMAND_BYTES)),
                executable,
                Reading.known(file(memory, record + RecordLayout.EXECUTABLE)),
                arguments(memory, record, parts),
                directory,
                Reading.known(memory.getInt(record + RecordLayout.USER_ID)),
                Reading.unknown("not-provided"),
                Reading.known(new Namespaces(
                        Integer.toUnsignedLong(memory.getInt(record + RecordLayout.MOUNT_NAMESPACE)),
                        Integer.toUnsignedLong(memory.getInt(record + RecordLayout.PID_NAMESPACE)),
                        Integer.toUnsignedLong(memory.getInt(record + RecordLayout.NETWORK)))),
                Reading.known(
                        new Stdio(stream(memory, record, 0), stream(memory, record, 1), stream(memory, record, 2))),
                Reading.known(new Launch(
                        RecordText.text(memory, parts.fileName, parts.fileNameLength),
                        environment(memory, parts),
                        memory.get(record + RecordLayout.ENVIRONMENT_CUT) != 0,
                        memory.getLong(record + RecordLayout.CAPABILITIES),
                        input(memory, record, parts))));
    }

    private static Reading<Arguments> arguments(ByteBuffer memory, int record, Parts parts) {
        if (memory.get(record + RecordLayout.ARGUMENTS_FAULTED) != 0) {
            return Reading.unknown("arguments-faulted");
        }
        long total = Integer.toUnsignedLong(memory.getInt(record + RecordLayout.ARGUMENTS_TOTAL));
        List<String> values = RecordText.texts(memory, parts.arguments, parts.argumentsLength);
        return Reading.known(new Arguments(values, total > parts.argumentsLength, total));
    }

    private static Map<String, String> environment(ByteBuffer memory, Parts parts) {
        if (parts.environmentLength == 0) {
            return Map.of();
        }
        Map<String, String> environment = new HashMap<>();
        for (String variable : RecordText.texts(memory, parts.environment, parts.environmentLength)) {
            int equals = variable.indexOf('=');
            if (equals > 0) {
                environment.putIfAbsent(variable.substring(0, equals), valueHash(variable, equals + 1));
            }
        }
        return environment;
    }

    /** FNV-1a, 64 bits: the value itself may be a secret and goes no further. */
    private static String valueHash(String variable, int from) {
        long hash = 0xcbf29ce484222325L;
        for (int at = from; at < variable.length(); at++) {
            hash = (hash ^ variable.charAt(at)) * 0x100000001b3L;
        }
        return HexFormat.of().toHexDigits(hash);
    }

    private static @Nullable InputFile input(ByteBuffer memory, int record, Parts parts) {
        return parts.inputLength == 0 || memory.get(record + RecordLayout.INPUT_CUT) != 0
                ? null
                : new InputFile(
                        RecordText.path(memory, parts.input, parts.inputLength),
                        file(memory, record + RecordLayout.INPUT));
    }

    /** struct file_identity of records.h. */
    static FileIdentity file(ByteBuffer memory, int at) {
        int flags = memory.getInt(at + RecordLayout.FILE_FLAGS);
        return new FileIdentity(
                device(memory.getInt(at + RecordLayout.FILE_DEVICE)),
                memory.getLong(at + RecordLayout.FILE_INODE),
                Integer.toUnsignedLong(memory.getInt(at + RecordLayout.FILE_LINKS)),
                memory.getLong(at + RecordLayout.FILE_SIZE),
                memory.getLong(at + RecordLayout.FILE_MODIFIED),
                memory.getLong(at + RecordLayout.FILE_CHANGED),
                (flags & RecordLayout.FLAG_DELETED) != 0,
                (flags & RecordLayout.FLAG_MEMORY) != 0,
                layer(flags));
    }

    private static FileIdentity.Layer layer(int flags) {
        if ((flags & RecordLayout.FLAG_OVERLAY) == 0) {
            return FileIdentity.Layer.NONE;
        }
        if ((flags & RecordLayout.FLAG_LAYER_UNKNOWN) != 0) {
            return FileIdentity.Layer.UNKNOWN;
        }
        return (flags & RecordLayout.FLAG_UPPER) == 0 ? FileIdentity.Layer.LOWER : FileIdentity.Layer.UPPER;
    }

    /** The kernel's own number (12 bits major, 20 bits minor) as st_dev of stat(2) shows it. */
    private static long device(int kernel) {
        long major = Integer.toUnsignedLong(kernel) >>> 20;
        long minor = Integer.toUnsignedLong(kernel) & 0xfffff;
        return (major & 0xfff) << 8 | (minor & 0xfff00) << 12 | (minor & 0xff);
    }

    private static Stream stream(ByteBuffer memory, int record, int number) {
        int kind = memory.get(record + RecordLayout.STREAMS + number);
        return kind >= 0 && kind < STREAMS.length ? STREAMS[kind] : Stream.FILE;
    }

    private static long hash(ByteBuffer memory, int from, int length) {
        long hash = length;
        int end = from + length;
        int at = from;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = (Long.rotateLeft(hash, 5) ^ memory.getLong(at)) * 0x517cc1b727220a95L;
        }
        for (; at < end; at++) {
            hash = (Long.rotateLeft(hash, 5) ^ memory.get(at)) * 0x517cc1b727220a95L;
        }
        return hash;
    }

    private static boolean equal(ByteBuffer copy, ByteBuffer memory, int from, int length) {
        if (copy.capacity() != length) {
            return false;
        }
        int at = 0;
        for (; at + Long.BYTES <= length; at += Long.BYTES) {
            if (copy.getLong(at) != memory.getLong(from + at)) {
                return false;
            }
        }
        for (; at < length; at++) {
            if (copy.get(at) != memory.get(from + at)) {
                return false;
            }
        }
        return true;
    }

    private static ByteBuffer copy(ByteBuffer memory, int from, int length) {
        byte[] bytes = new byte[length];
        memory.get(from, bytes);
        return ByteBuffer.wrap(bytes).order(memory.order());
    }

    /** Where the parts of the data lie; lengths that do not fit into the record are cut, though the kernel does not write such. */
    private record Parts(
            int fileName,
            int fileNameLength,
            int path,
            int pathLength,
            int directory,
            int directoryLength,
            int input,
            int inputLength,
            int arguments,
            int argumentsLength,
            int environment,
            int environmentLength) {
        static Parts of(ByteBuffer memory, int record, int length) {
            int end = record + length;
            int fileName = record + RecordLayout.DATA;
            int path = next(memory, record, RecordLayout.PART_FILE_NAME, fileName, end);
            int directory = next(memory, record, RecordLayout.PART_PATH, path, end);
            int input = next(memory, record, RecordLayout.PART_DIRECTORY, directory, end);
            int arguments = next(memory, record, RecordLayout.PART_INPUT, input, end);
            int environment = next(memory, record, RecordLayout.PART_ARGUMENTS, arguments, end);
            int behind = next(memory, record, RecordLayout.PART_ENVIRONMENT, environment, end);
            return new Parts(
                    fileName,
                    path - fileName,
                    path,
                    directory - path,
                    directory,
                    input - directory,
                    input,
                    arguments - input,
                    arguments,
                    environment - arguments,
                    environment,
                    behind - environment);
        }

        private static int next(ByteBuffer memory, int record, int field, int begin, int end) {
            return Math.min(end, begin + Short.toUnsignedInt(memory.getShort(record + field)));
        }
    }
}
