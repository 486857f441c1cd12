// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.ProcessDetails.Namespaces;
import io.plumbline.agent.sensor.ProcessDetails.Stdio;
import io.plumbline.agent.sensor.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a process from /proc. A process that vanishes while it is read is normal: what could still be read is known, the rest is
 * unknown with the cause "proc-gone" (or "permission", "pid-reused", "torn", "kernel-thread"). Not thread-safe: one per thread.
 *
 * <p>All files are opened below one handle of /proc/PID, which belongs to the process and not to the number: when the pid is given
 * to another process meanwhile, the reads fail instead of telling about the other one. That leaves reuse before the handle was
 * opened, seen by a start time that is later than the event, and a further exec during the read, seen by the executable's
 * inode, which is looked at first and last. What perishes first when a process exits (memory, then files) is read first.
 */
public final class ProcessReader {
    private static final String DELETED = " (deleted)";
    private static final int ATTEMPTS = 2;

    private static final ByteBuffer SELF = ProcFiles.name("");
    private static final ByteBuffer EXE = ProcFiles.name("exe");
    private static final ByteBuffer CMDLINE = ProcFiles.name("cmdline");
    private static final ByteBuffer STAT = ProcFiles.name("stat");
    private static final ByteBuffer CGROUP = ProcFiles.name("cgroup");
    private static final ByteBuffer CWD = ProcFiles.name("cwd");
    private static final ByteBuffer[] STDIO = {
        ProcFiles.name("fd/0"), ProcFiles.name("fd/1"), ProcFiles.name("fd/2"),
    };
    private static final ByteBuffer[] NAMESPACES = {
        ProcFiles.name("ns/mnt"), ProcFiles.name("ns/pid"), ProcFiles.name("ns/net"),
    };

    private final ProcFiles files = new ProcFiles();
    private final byte[] prefix;
    private final ByteBuffer path;

    public ProcessReader(Path proc) {
        prefix = (proc + "/").getBytes(StandardCharsets.UTF_8);
        path = ByteBuffer.allocateDirect(prefix.length + 12);
    }

    /** Reads what the process is now. */
    public ProcessDetails read(int pid) {
        return read(pid, Long.MAX_VALUE);
    }

    /**
     * Reads what the process is now.
     *
     * @param eventNanos nanoseconds since boot at which the process is known to have lived: one that started later has merely the
     *     same pid, and nothing is told of it
     */
    public ProcessDetails read(int pid, long eventNanos) {
        int directory = open(pid);
        if (directory < 0) {
            return nothing(files.cause());
        }
        try {
            return details(directory, eventNanos);
        } finally {
            LibC.close(directory);
        }
    }

    /** Details of which nothing is known. */
    public static ProcessDetails nothing(String cause) {
        return new ProcessDetails(
                Reading.unknown(cause),
                Reading.unknown(cause),
                Reading.unknown(cause),
                Reading.unknown(cause),
                Reading.unknown(cause),
                Reading.unknown(cause),
                Reading.unknown(cause),
                Reading.unknown(cause),
                Reading.unknown(cause),
                Reading.unknown(cause),
                Reading.unknown(cause));
    }

    /** The same process, but it is not known what it runs. */
    public static ProcessDetails withoutProgram(ProcessDetails details, String cause) {
        return new ProcessDetails(
                details.parentPid(),
                details.startTimeNanos(),
                Reading.unknown(cause),
                Reading.unknown(cause),
                Reading.unknown(cause),
                Reading.unknown(cause),
                details.workingDirectory(),
                details.effectiveUserId(),
                details.cgroup(),
                details.namespaces(),
                details.stdio());
    }

    /** The argument vector as it is now; empty when the process is gone or has none. */
    public Optional<Arguments> commandLine(int pid) {
        int directory = open(pid);
        if (directory < 0) {
            return Optional.empty();
        }
        try {
            int length = files.read(directory, CMDLINE);
            return length <= 0
                    ? Optional.empty()
                    : Optional.of(CommandLine.parse(files.bytes(), length, length > CommandLine.MOST_BYTES));
        } finally {
            LibC.close(directory);
        }
    }

    /** What tells one process from another with the same pid, and one program of it from the next; empty when it is gone. */
    Optional<Sighting> glance(int pid) {
        int directory = open(pid);
        if (directory < 0) {
            return Optional.empty();
        }
        try {
            long inode = files.attributes(directory, EXE) ? files.attributes().getLong(32) : 0;
            int length = files.read(directory, STAT);
            return (length < 0 ? Optional.<ProcStat>empty() : ProcStat.parse(files.bytes(), length))
                    .map(stat -> new Sighting(stat, inode));
        } finally {
            LibC.close(directory);
        }
    }

    private ProcessDetails details(int directory, long eventNanos) {
        Program program = program(directory);
        Reading<Stdio.Stream> input = stream(directory, STDIO[0]);
        Reading<Stdio.Stream> output = stream(directory, STDIO[1]);
        Reading<Stdio.Stream> error = stream(directory, STDIO[2]);
        Reading<String> workingDirectory = link(directory, CWD);
        Reading<Namespaces> namespaces = namespaces(directory);
        Reading<Integer> user = files.attributes(directory, SELF)
                ? Reading.known(files.attributes().getInt(20))
                : Reading.unknown(files.cause());
        Reading<ProcStat> stat = stat(directory);
        Reading<String> cgroup = text(directory, CGROUP);

        if (stat instanceof Reading.Known<ProcStat> known) {
            if (known.value().startNanos() > eventNanos) {
                return nothing("pid-reused");
            }
            if (known.value().kernelThread()) {
                return kernelThread(known.value(), user, cgroup);
            }
        } else {
            // The attributes of a process that was reaped are those of root: they count only when it was there
            // afterwards.
            user = Reading.unknown(((Reading.Unknown<ProcStat>) stat).cause());
        }
        boolean alive = true;
        if (program.file instanceof Reading.Known<FileIdentity> first) {
            alive = files.attributes(directory, EXE);
            for (int attempt = 1; alive && !sameFile(first.value()); attempt++) {
                program = attempt < ATTEMPTS ? program(directory) : Program.unknown("torn");
                if (!(program.file instanceof Reading.Known<FileIdentity> again)) {
                    break;
                }
                first = again;
                alive = files.attributes(directory, EXE);
            }
        } else {
            alive = !"proc-gone".equals(((Reading.Unknown<FileIdentity>) program.file).cause());
        }
        if (!alive
                && program.arguments instanceof Reading.Known<Arguments> known
                && known.value().values().isEmpty()) {
            program = new Program(program.executable, program.file, Reading.unknown("proc-gone"));
        }
        if (!alive && CgroupText.blankedByExit(cgroup.orElse(""))) {
            cgroup = Reading.unknown("proc-gone");
        }
        return new ProcessDetails(
                stat.map(ProcStat::parentPid),
                stat.map(ProcStat::startNanos),
                stat.map(ProcStat::commandName),
                program.executable,
                program.file,
                program.arguments,
                workingDirectory,
                user,
                cgroup,
                namespaces,
                stdio(alive, input, output, error));
    }

    private Program program(int directory) {
        Reading<String> link = link(directory, EXE);
        if (!(link instanceof Reading.Known<String> known)) {
            String cause = files.cause();
            // The command line of a process without memory is empty, which would read like a process without arguments.
            return "permission".equals(cause)
                    ? new Program(link, Reading.unknown(cause), arguments(directory))
                    : Program.unknown(cause);
        }
        String text = known.value();
        boolean deleted = text.endsWith(DELETED);
        String executable = deleted ? text.substring(0, text.length() - DELETED.length()) : text;
        Reading<FileIdentity> file = files.attributes(directory, EXE)
                ? file(deleted, deleted && executable.startsWith("/memfd:"))
                : Reading.unknown(files.cause());
        return new Program(Reading.known(executable), file, arguments(directory));
    }

    private Reading<Arguments> arguments(int directory) {
        int length = files.read(directory, CMDLINE);
        return length < 0
                ? Reading.unknown(files.cause())
                : Reading.known(CommandLine.parse(files.bytes(), length, length > CommandLine.MOST_BYTES));
    }

    private Reading<FileIdentity> file(boolean deleted, boolean memory) {
        ByteBuffer statx = files.attributes();
        return Reading.known(new FileIdentity(
                device(statx),
                statx.getLong(32),
                statx.getInt(16) & 0xffffffffL,
                statx.getLong(40),
                nanos(statx, 112),
                nanos(statx, 96),
                deleted,
                memory));
    }

    private boolean sameFile(FileIdentity first) {
        ByteBuffer statx = files.attributes();
        return statx.getLong(32) == first.inode() && device(statx) == first.device();
    }

    /** As st_dev of stat(2) shows it. */
    private static long device(ByteBuffer statx) {
        long major = statx.getInt(136) & 0xffffffffL;
        long minor = statx.getInt(140) & 0xffffffffL;
        return (major & 0xfffff000L) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00L) << 12 | (minor & 0xff);
    }

    private static long nanos(ByteBuffer statx, int offset) {
        return statx.getLong(offset) * 1_000_000_000L + statx.getInt(offset + 8);
    }

    private Reading<Namespaces> namespaces(int directory) {
        long[] inodes = new long[NAMESPACES.length];
        for (int index = 0; index < inodes.length; index++) {
            int length = files.readLink(directory, NAMESPACES[index]);
            if (length < 0) {
                return Reading.unknown(files.cause());
            }
            inodes[index] = NamespaceLink.inode(files.bytes(), length);
            if (inodes[index] < 0) {
                return Reading.unknown("unreadable");
            }
        }
        return Reading.known(new Namespaces(inodes[0], inodes[1], inodes[2]));
    }

    private Reading<Stdio.Stream> stream(int directory, ByteBuffer name) {
        int length = files.readLink(directory, name);
        return length < 0 ? Reading.unknown(files.cause()) : Reading.known(StreamLink.kind(files.text(length)));
    }

    /** No such descriptor and no such process fail alike: it is the former while the process lives. */
    private static Reading<Stdio> stdio(
            boolean alive, Reading<Stdio.Stream> input, Reading<Stdio.Stream> output, Reading<Stdio.Stream> error) {
        for (var stream : List.of(input, output, error)) {
            if (stream instanceof Reading.Unknown<Stdio.Stream> unknown
                    && !(alive && unknown.cause().equals("proc-gone"))) {
                return Reading.unknown(unknown.cause());
            }
        }
        return Reading.known(new Stdio(
                input.orElse(Stdio.Stream.NONE), output.orElse(Stdio.Stream.NONE), error.orElse(Stdio.Stream.NONE)));
    }

    private Reading<ProcStat> stat(int directory) {
        int length = files.read(directory, STAT);
        if (length < 0) {
            return Reading.unknown(files.cause());
        }
        Optional<ProcStat> stat = ProcStat.parse(files.bytes(), length);
        return stat.isPresent() ? Reading.known(stat.get()) : Reading.unknown("torn");
    }

    private Reading<String> text(int directory, ByteBuffer name) {
        int length = files.read(directory, name);
        return length < 0 ? Reading.unknown(files.cause()) : Reading.known(files.text(length));
    }

    private Reading<String> link(int directory, ByteBuffer name) {
        int length = files.readLink(directory, name);
        return length < 0 ? Reading.unknown(files.cause()) : Reading.known(files.text(length));
    }

    private int open(int pid) {
        path.clear();
        path.put(prefix)
                .put(Integer.toString(pid).getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0);
        return files.openDirectory(path.flip());
    }

    private static ProcessDetails kernelThread(ProcStat stat, Reading<Integer> user, Reading<String> cgroup) {
        ProcessDetails none = nothing("kernel-thread");
        return new ProcessDetails(
                Reading.known(stat.parentPid()),
                Reading.known(stat.startNanos()),
                Reading.known(stat.commandName()),
                none.executable(),
                none.file(),
                none.arguments(),
                none.workingDirectory(),
                user,
                cgroup,
                none.namespaces(),
                none.stdio());
    }

    /** A process at one moment. */
    record Sighting(ProcStat stat, long executableInode) {}

    private record Program(Reading<String> executable, Reading<FileIdentity> file, Reading<Arguments> arguments) {
        static Program unknown(String cause) {
            return new Program(Reading.unknown(cause), Reading.unknown(cause), Reading.unknown(cause));
        }
    }
}
