// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.micro;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.ebpf.record.CgroupTable;
import io.plumbline.agent.sensor.ebpf.record.LocalPids;
import io.plumbline.agent.sensor.ebpf.record.RecordDecoder;
import io.plumbline.agent.sensor.ebpf.sockets.FoundFlows;
import io.plumbline.agent.sensor.ebpf.sockets.ListenerTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Records as the kernel writes them (records.h) become events: a program that was started before, one never seen, an end. */
@State(Scope.Thread)
public class DecodingBenchmark {
    private static final int EXEC = 1;
    private static final int EXIT = 3;
    private static final int CGROUP = 8;
    private static final int TYPE = 16;
    private static final int PID = 20;
    private static final int EXIT_BYTES = 56;
    private static final int FILE_NAME_LENGTH = 184;
    private static final int PATH_LENGTH = 186;
    private static final int DIRECTORY_LENGTH = 188;
    private static final int ARGUMENTS_LENGTH = 192;
    private static final int ARGUMENTS_TOTAL = 172;
    private static final int DATA = 216;
    private static final int CGROUP_ID = 4711;
    private static final String PROGRAM = "/usr/bin/program";

    private final ByteBuffer exec = memory();
    private final ByteBuffer exit = memory();
    private final int execBytes;
    private final int changing;
    private final RecordDecoder decoder;
    private final Consumer<SensorEvent> sink = this::take;
    private @Nullable SensorEvent taken;
    private int number;

    /** Makes the records. */
    public DecodingBenchmark() {
        var counters = new SensorCounters();
        var cgroups = new CgroupTable(Path.of("/nowhere"), "0::");
        cgroups.made(CGROUP_ID, "/kubepods/pod8f9d6a5e-5a0f-4a58-9df0-4f4f3c0f0b11/0123");
        decoder = new RecordDecoder(
                cgroups,
                new LocalPids(Path.of("/nowhere"), counters),
                new ListenerTable(),
                new FoundFlows(),
                counters,
                (budget, at) -> {});
        head(exec, EXEC);
        head(exit, EXIT);
        int at = part(DATA, FILE_NAME_LENGTH, PROGRAM + "\0");
        at = part(at, PATH_LENGTH, "program\0bin\0usr\0");
        at = part(at, DIRECTORY_LENGTH, "data\0srv\0");
        changing = at;
        at = part(at, ARGUMENTS_LENGTH, "00000000\0--serve\0--port\0" + "8080\0");
        exec.putInt(ARGUMENTS_TOTAL, at - changing);
        execBytes = at;
    }

    private static ByteBuffer memory() {
        return ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
    }

    private static void head(ByteBuffer record, int type) {
        record.putLong(0, 1_000_000_000L)
                .putLong(CGROUP, CGROUP_ID)
                .putShort(TYPE, (short) type)
                .putInt(PID, 4242);
    }

    private int part(int at, int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        exec.put(at, bytes).putShort(length, (short) bytes.length);
        return at + bytes.length;
    }

    /** Fails when the records are no longer as the kernel's. */
    @Setup
    public void check() {
        Optional<ProcessDetails> details = seenBefore() instanceof SensorEvent.ProcessExecuted executed
                ? Optional.of(executed.details())
                : Optional.empty();
        if (details.isEmpty()
                || !details.get().executable().equals(Reading.known(PROGRAM))
                || !details.get()
                        .arguments()
                        .equals(Reading.known(new ProcessDetails.Arguments(
                                List.of("00000000", "--serve", "--port", "8080"), false, execBytes - changing)))) {
            throw new IllegalStateException("record: " + taken + " (expected: layout as in records.h)");
        }
    }

    private void take(SensorEvent event) {
        taken = event;
    }

    /** A program start like one before. */
    @Benchmark
    public @Nullable SensorEvent seenBefore() {
        decoder.decode(exec, 0, execBytes, sink);
        return taken;
    }

    /** A program start with arguments that were never seen. */
    @Benchmark
    public @Nullable SensorEvent neverSeen() {
        exec.putInt(changing, ++number | 0x40404040);
        decoder.decode(exec, 0, execBytes, sink);
        return taken;
    }

    /** The end of a process. */
    @Benchmark
    public @Nullable SensorEvent end() {
        decoder.decode(exit, 0, EXIT_BYTES, sink);
        return taken;
    }
}
