// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.ring;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.linux.MappedMemory;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One BPF ring buffer, read straight from the memory that the kernel writes: no system call, no copy, no allocation. The layout is
 * the kernel's (Documentation/bpf/ringbuf.rst): a page with the consumer's position, a page with the producer's, then the data,
 * mapped twice in a row so that no record is torn at the end. For one thread.
 */
public final class RingBuffer implements AutoCloseable {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int HEADER = 8;
    private static final int BUSY = 0x8000_0000;
    private static final int DISCARDED = 0x4000_0000;
    private static final int LENGTH = 0x3fff_ffff;

    private final int descriptor;
    private final MappedMemory consumer;
    private final MappedMemory producer;
    private final ByteBuffer consumed;
    private final ByteBuffer shared;
    private final int page;
    private final int mask;
    private long position;

    /**
     * Maps a ring.
     *
     * @param descriptor of the map; stays open until this is closed, and is not closed here
     * @param bytes size of the data, a power of two of at least a page
     */
    public RingBuffer(int descriptor, int bytes) throws IOException {
        this.descriptor = descriptor;
        page = LibC.getpagesize();
        mask = bytes - 1;
        consumer = MappedMemory.map(descriptor, 0, page, true);
        try {
            producer = MappedMemory.map(descriptor, page, page + 2L * bytes, false);
        } catch (IOException refused) {
            consumer.close();
            throw refused;
        }
        consumed = consumer.buffer();
        shared = producer.buffer();
        position = (long) LONG.getAcquire(consumed, 0);
    }

    /** For waiting on it with poll(2). */
    public int descriptor() {
        return descriptor;
    }

    /** How far the kernel has written: what lies before was written before this call. */
    public long produced() {
        return (long) LONG.getAcquire(shared, 0);
    }

    /** The memory in which the offsets of {@link #next} lie, in native byte order. */
    public ByteBuffer memory() {
        return shared;
    }

    /** Offset of the next record that is complete and begins before {@code limit}; -1 when there is none. */
    public int next(long limit) {
        while (position < limit) {
            int at = page + (int) (position & mask);
            int header = (int) INT.getAcquire(shared, at);
            if ((header & BUSY) != 0) {
                return -1;
            }
            if ((header & DISCARDED) == 0) {
                return at + HEADER;
            }
            skip(header);
        }
        return -1;
    }

    /** Bytes of the record at an offset that {@link #next} returned. */
    public int length(int offset) {
        return shared.getInt(offset - HEADER) & LENGTH;
    }

    /** Goes on behind the record at an offset that {@link #next} returned; its bytes stay until {@link #release}. */
    public void advance(int offset) {
        skip(shared.getInt(offset - HEADER));
    }

    private void skip(int header) {
        position += ((header & LENGTH) + HEADER + 7) & ~7;
    }

    /** Gives the space of everything that was gone over back to the kernel. */
    public void release() {
        LONG.setRelease(consumed, 0, position);
    }

    /** Bytes that wait to be read. */
    public long waiting() {
        return produced() - position;
    }

    @Override
    public void close() {
        consumer.close();
        producer.close();
    }
}
