// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.linux.MappedMemory;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The ring of one CPU's perf event, read straight from mapped memory. Belongs to one thread. When it is full, the kernel drops
 * records, counts them, and writes the count as a record once there is room.
 */
final class PerfRing implements AutoCloseable {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** Offsets in the control page. */
    private static final int HEAD = 1024;

    private static final int TAIL = 1032;
    private static final int DATA_OFFSET = 1040;
    private static final int DATA_SIZE = 1048;
    private static final int HEADER = 8;
    /** At most: the length of a record has 16 bits. */
    private static final int RECORD = 1 << 16;

    private final int cpu;
    private final PerfEvent event;
    private final MappedMemory memory;
    private final ByteBuffer buffer;
    private final ByteBuffer wrapped = ByteBuffer.allocateDirect(RECORD).order(ByteOrder.nativeOrder());
    private final int dataOffset;
    private final int dataSize;
    private long lastNanos;

    /** A ring over what {@code event} has mapped already; both are closed with it. */
    PerfRing(int cpu, PerfEvent event, MappedMemory memory) {
        this.cpu = cpu;
        this.event = event;
        this.memory = memory;
        buffer = memory.buffer();
        dataOffset = (int) buffer.getLong(DATA_OFFSET);
        dataSize = (int) buffer.getLong(DATA_SIZE);
    }

    /**
     * Opens the event of a CPU with its ring.
     *
     * @param bytes a power of two; where a page is more, it is a page
     * @param watermark bytes that wake who waits, 1 for every record
     */
    static PerfRing open(int cpu, int bytes, int watermark) throws IOException {
        PerfEvent event = PerfEvent.open(cpu, watermark);
        try {
            return new PerfRing(
                    cpu, event, MappedMemory.map(event.fd(), 0, mappedBytes(bytes, LibC.getpagesize()), true));
        } catch (IOException refused) {
            LibC.close(event.fd());
            throw new IOException(
                    "ring of " + bytes + " bytes: " + refused.getMessage()
                            + ", or kernel.perf_event_mlock_kb is less, which CAP_IPC_LOCK lifts",
                    refused);
        }
    }

    /** The control page and whole pages of data. Pages of arm64 may have 64 KiB, more than the ring of a large machine's CPU. */
    static long mappedBytes(int bytes, int page) {
        return (long) page + Math.max(page, bytes);
    }

    int cpu() {
        return cpu;
    }

    /** When the last mapping that was read here was made, nanoseconds since boot; 0 while there was none. */
    long lastNanos() {
        return lastNanos;
    }

    void lastNanos(long nanos) {
        lastNanos = nanos;
    }

    /** To wait for. */
    int fd() {
        return event.fd();
    }

    /** Whether the times of the records are CLOCK_MONOTONIC instead of CLOCK_BOOTTIME. */
    boolean monotonic() {
        return event.monotonic();
    }

    /**
     * Hands over what is in the ring now and gives the room back to the kernel. What the sink was given is overwritten afterwards.
     *
     * @return false when a record made no sense: the rest was thrown away
     */
    boolean drain(RecordSink sink) {
        long head = (long) LONG.getAcquire(buffer, HEAD);
        long start = buffer.getLong(TAIL);
        long tail = start;
        boolean whole = true;
        try {
            while (tail < head) {
                int at = (int) (tail & (dataSize - 1));
                // Records begin at multiples of 8, so that the header itself never wraps.
                int type = buffer.getInt(dataOffset + at);
                int length = buffer.getShort(dataOffset + at + 6) & 0xffff;
                if (length < HEADER || length % HEADER != 0 || length > head - tail) {
                    whole = false;
                    break;
                }
                // Behind it already when the sink fails: a record that can not be decoded must not be read again for
                // ever.
                tail += length;
                if (at + length <= dataSize) {
                    sink.record(type, buffer, dataOffset + at, length);
                } else {
                    int first = dataSize - at;
                    wrapped.put(0, buffer, dataOffset + at, first);
                    wrapped.put(first, buffer, dataOffset, length - first);
                    sink.record(type, wrapped, 0, length);
                }
            }
        } finally {
            if (head != start) {
                LONG.setRelease(buffer, TAIL, whole ? tail : head);
            }
        }
        return whole;
    }

    @Override
    public void close() {
        memory.close();
        LibC.close(event.fd());
    }

    /** Takes the records of a ring. */
    @FunctionalInterface
    interface RecordSink {
        /**
         * One record of {@code length} bytes at {@code offset}, its header first. It is there until this returns.
         *
         * @param type as in linux/perf_event.h
         */
        void record(int type, ByteBuffer buffer, int offset, int length);
    }
}
