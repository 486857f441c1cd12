// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import io.plumbline.agent.sensor.KernelInterface;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.ebpf.sockets.FoundFlows;
import io.plumbline.agent.sensor.ebpf.sockets.ListenerTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** From records to events. The kernel's programs are trusted, but a record of another version is skipped and counted. Not thread-safe. */
public final class RecordDecoder {
    private static final KernelInterface[] INTERFACES = {
        KernelInterface.IO_URING,
        KernelInterface.NAMESPACE_CREATE,
        KernelInterface.NAMESPACE_ENTER,
        KernelInterface.MOUNT,
        KernelInterface.TRACE,
        KernelInterface.PROCESS_ACCESS,
        KernelInterface.MODULE_LOAD,
        KernelInterface.BPF,
    };

    private final ExecDecoder execs = new ExecDecoder();
    private final FlowDecoder flows;
    private final CgroupTable cgroups;
    private final LocalPids localPids;
    private final SensorCounters counters;
    private final Throttling throttled;

    /** Is told of a budget that is exceeded. */
    @FunctionalInterface
    public interface Throttling {
        /** {@code budget}: its key in rings.h; {@code atNanos}: when that began in this second, nanoseconds since boot. */
        void exceeded(long budget, long atNanos);
    }

    /**
     * Makes a decoder.
     *
     * @param localPids finds whom a process means by a pid of its own namespace
     * @param listeners is told who listens, and asked who accepts
     * @param found connections that were there before the sensor
     * @param throttled is told which budgets are exceeded
     */
    public RecordDecoder(
            CgroupTable cgroups,
            LocalPids localPids,
            ListenerTable listeners,
            FoundFlows found,
            SensorCounters counters,
            Throttling throttled) {
        this.cgroups = cgroups;
        this.localPids = localPids;
        this.counters = counters;
        this.throttled = throttled;
        flows = new FlowDecoder(cgroups, listeners, found, counters);
    }

    /** Time of the record at an offset, nanoseconds since boot. */
    public static long time(ByteBuffer memory, int record) {
        return memory.getLong(record + RecordLayout.TIME);
    }

    /** Hands on what the record of {@code length} bytes says. */
    public void decode(ByteBuffer memory, int record, int length, Consumer<SensorEvent> sink) {
        int type = length < RecordLayout.HEADER ? 0 : memory.getShort(record + RecordLayout.TYPE);
        if (length < least(type)) {
            counters.increment("records-malformed");
            return;
        }
        long time = memory.getLong(record + RecordLayout.TIME);
        int pid = memory.getInt(record + RecordLayout.PID);
        switch (type) {
            case RecordLayout.EXEC -> exec(memory, record, length, time, pid, sink);
            case RecordLayout.FORK ->
                sink.accept(new SensorEvent.ProcessForked(time, pid, memory.getInt(record + RecordLayout.PARENT)));
            case RecordLayout.EXIT ->
                sink.accept(new SensorEvent.ProcessExited(time, pid, memory.getInt(record + RecordLayout.EXIT_CODE)));
            case RecordLayout.USER ->
                sink.accept(new SensorEvent.UserChanged(time, pid, memory.getInt(record + RecordLayout.USER_ID)));
            case RecordLayout.CGROUP_MADE ->
                cgroups.made(
                        memory.getLong(record + RecordLayout.CGROUP),
                        RecordText.text(memory, record + RecordLayout.CGROUP_PATH, length - RecordLayout.CGROUP_PATH));
            case RecordLayout.CGROUP_REMOVED -> cgroups.removed(memory.getLong(record + RecordLayout.CGROUP), time);
            case RecordLayout.THROTTLED -> throttled.exceeded(memory.getLong(record + RecordLayout.CGROUP), time);
            case RecordLayout.KERNEL_USED -> kernelUsed(memory, record, time, pid, sink);
            case RecordLayout.SOCKET_CREATED ->
                sink.accept(new SensorEvent.SocketCreated(
                        time,
                        pid,
                        memory.getInt(record + RecordLayout.SOCKET_FAMILY),
                        memory.getInt(record + RecordLayout.SOCKET_KIND),
                        memory.getInt(record + RecordLayout.SOCKET_PROTOCOL)));
            case RecordLayout.UNIX_CONNECTED ->
                sink.accept(new SensorEvent.UnixConnected(time, pid, unixPath(memory, record)));
            case RecordLayout.CODE_MAPPED -> sink.accept(codeMapped(memory, record, length, time, pid));
            case RecordLayout.FLOW -> flows.flow(memory, record, time, pid, sink);
            case RecordLayout.NAMES -> flows.names(memory, record, length, time, pid, sink);
            default -> counters.increment("records-malformed");
        }
    }

    private static int least(int type) {
        return switch (type) {
            case RecordLayout.EXEC -> RecordLayout.DATA;
            case RecordLayout.FORK, RecordLayout.EXIT, RecordLayout.USER -> RecordLayout.PROCESS_BYTES;
            case RecordLayout.KERNEL_USED -> RecordLayout.KERNEL_BYTES;
            case RecordLayout.SOCKET_CREATED -> RecordLayout.SOCKET_BYTES;
            case RecordLayout.UNIX_CONNECTED -> RecordLayout.UNIX_BYTES;
            case RecordLayout.FLOW -> RecordLayout.FLOW_BYTES;
            case RecordLayout.NAMES -> RecordLayout.NAMES_DATA;
            case RecordLayout.CODE_MAPPED -> RecordLayout.CODE_DATA;
            default -> RecordLayout.HEADER;
        };
    }

    private void exec(ByteBuffer memory, int record, int length, long time, int pid, Consumer<SensorEvent> sink) {
        Reading<String> cgroup = cgroups.text(memory.getLong(record + RecordLayout.CGROUP), time);
        ProcessDetails details = execs.decode(memory, record, length, cgroup);
        if (memory.get(record + RecordLayout.ENVIRONMENT_CUT) != 0) {
            counters.increment("environments-cut");
        }
        if (memory.get(record + RecordLayout.PATH_CUT) != 0) {
            counters.increment("paths-cut");
        }
        sink.accept(new SensorEvent.ProcessExecuted(time, pid, details));
        long gained = memory.getLong(record + RecordLayout.GAINED);
        if (gained != 0) {
            sink.accept(new SensorEvent.KernelUsed(time, pid, KernelInterface.CAPABILITY_GAIN, gained, ""));
        }
    }

    /** A path that was too deep to be walked is empty: nobody takes its end for the whole. */
    private static SensorEvent codeMapped(ByteBuffer memory, int record, int length, long time, int pid) {
        int used = Math.clamp(memory.getInt(record + RecordLayout.CODE_USED), 0, length - RecordLayout.CODE_DATA);
        String path = memory.getShort(record + RecordLayout.CODE_PATH_CUT) == 0
                ? RecordText.path(memory, record + RecordLayout.CODE_DATA, used)
                : "";
        return new SensorEvent.CodeMapped(time, pid, path, ExecDecoder.file(memory, record + RecordLayout.CODE_FILE));
    }

    private void kernelUsed(ByteBuffer memory, int record, long time, int pid, Consumer<SensorEvent> sink) {
        int number = memory.getInt(record + RecordLayout.KERNEL_INTERFACE);
        if (number < 0 || number >= INTERFACES.length) {
            counters.increment("records-malformed");
            return;
        }
        KernelInterface used = INTERFACES[number];
        long subject = memory.getLong(record + RecordLayout.KERNEL_SUBJECT);
        int localPid = memory.getInt(record + RecordLayout.KERNEL_LOCAL_PID);
        if (localPid != 0) {
            subject = localPids.find(subject, localPid, time);
        }
        sink.accept(new SensorEvent.KernelUsed(
                time,
                pid,
                used,
                subject,
                RecordText.text(
                        memory,
                        record + RecordLayout.KERNEL_DETAIL,
                        RecordLayout.KERNEL_BYTES - RecordLayout.KERNEL_DETAIL)));
    }

    /** Abstract names begin with a NUL, are not ended by one, and may hold others. */
    private static String unixPath(ByteBuffer memory, int record) {
        int path = record + RecordLayout.UNIX_PATH;
        int most = RecordLayout.UNIX_BYTES - RecordLayout.UNIX_PATH;
        int length = Math.clamp(memory.getInt(record + RecordLayout.UNIX_LENGTH), 0, most);
        if (length == 0 || memory.get(path) != 0) {
            return RecordText.text(memory, path, length);
        }
        byte[] name = new byte[length - 1];
        memory.get(path + 1, name);
        return "@" + new String(name, StandardCharsets.UTF_8).replace('\0', '@');
    }
}
