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
 * The programs' counters, one line for each processor, and the flag by which the reader asks to be woken; mapped from the
 * object's section of variables (struct shared in rings.h). The kernel counts exactly, and reading costs no system call.
 */
public final class SharedCounts implements AutoCloseable {
    /** What is counted, with the numbers of enum count in rings.h. */
    public enum Kind {
        EXEC(0),
        FORK(1),
        EXIT(2),
        OTHER(3),
        NETWORK(4),
        NAMES(5);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /** The kind with this number; OTHER for one that this version does not know. */
        public static Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            return OTHER;
        }

        /** True for what goes into the ring of processes. */
        public boolean ofProcesses() {
            return this != NETWORK && this != NAMES;
        }
    }

    private static final int UPPER_DENTRY_AT = 4;
    private static final int TOLD_AT = 8;
    private static final int PACKETS_AT = 56;
    private static final int LINES_AT = 64;

    private static final int PROCESSORS = 256;
    private static final int LINE = 224;
    private static final int KINDS = Kind.values().length;
    private static final int LOST = KINDS * Long.BYTES;
    private static final int SUPPRESSED = 2 * LOST;
    private static final int FAULTED = 3 * LOST;
    private static final int REPEATED = FAULTED + Long.BYTES;
    private static final int CODE_REPEATED = REPEATED + Long.BYTES;
    private static final int TAKEN = CODE_REPEATED + Long.BYTES;
    private static final int LEFT = TAKEN + Long.BYTES;
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedMemory memory;
    private final ByteBuffer bytes;
    private final int processors;
    private boolean closed;

    /** {@code processors}: as many lines as the kernel may use, at most 256. */
    public SharedCounts(int descriptor, int processors) throws IOException {
        int page = LibC.getpagesize();
        long section = LINES_AT + (long) PROCESSORS * LINE;
        memory = MappedMemory.map(descriptor, 0, (section + page - 1) / page * page, true);
        bytes = memory.buffer();
        this.processors = Math.min(processors, PROCESSORS);
    }

    /** Says that the reader is about to sleep; the next record wakes it and takes the word back. */
    public void waiting(boolean asleep) {
        INT.setVolatile(bytes, 0, asleep ? 1 : 0);
        // What is written from now on sees the word, and what was written before is seen by who looks after it.
        VarHandle.fullFence();
    }

    /** Records that were written, or did not fit. */
    public long seen(Kind kind) {
        return sum(kind.number * Long.BYTES);
    }

    /** Records that did not fit into their ring. */
    public long lost(Kind kind) {
        return sum(LOST + kind.number * Long.BYTES);
    }

    /** Of the lost records, those that an agent has told, this one or an earlier one whose programs this one took over. */
    public long told(Kind kind) {
        return (long) LONG.getVolatile(bytes, TOLD_AT + kind.number * Long.BYTES);
    }

    /** Remembers what was told, also for the agent that takes over. */
    public void told(Kind kind, long lost) {
        LONG.setVolatile(bytes, TOLD_AT + kind.number * Long.BYTES, lost);
    }

    /** Records that the budget of their cgroup kept back. */
    public long suppressed(Kind kind) {
        return sum(SUPPRESSED + kind.number * Long.BYTES);
    }

    /** Argument vectors that could not be read. */
    public long argumentsFaulted() {
        return sum(FAULTED);
    }

    /** Datagrams that were not told, because their ends had been told a moment before. */
    public long repeated() {
        return sum(REPEATED);
    }

    /** Mappings of code that were not told, because the same file had been told a moment before. */
    public long codeRepeated() {
        return sum(CODE_REPEATED);
    }

    /** Events that the first of two copies of a program to come by saw to. */
    public long taken() {
        return sum(TAKEN);
    }

    /** Events that a copy of a program left to the other, which had seen to them. */
    public long left() {
        return sum(LEFT);
    }

    /** Says how many bytes behind an inode of overlayfs the dentry of its upper layer is; 0 while nobody knows. */
    public void upperDentry(int bytes) {
        INT.setVolatile(this.bytes, UPPER_DENTRY_AT, bytes);
    }

    /** What was said so, by this agent or by the one whose programs it took over. */
    public int upperDentry() {
        return (int) INT.getVolatile(bytes, UPPER_DENTRY_AT);
    }

    /** Says whether the hooks of packets are there: then a datagram socket's connection is told with its first datagram. */
    public void packets(boolean seen) {
        INT.setVolatile(bytes, PACKETS_AT, seen ? 1 : 0);
    }

    private synchronized long sum(int offset) {
        long sum = 0;
        if (closed) {
            return sum;
        }
        for (int processor = 0; processor < processors; processor++) {
            sum += (long) LONG.getVolatile(bytes, LINES_AT + processor * LINE + offset);
        }
        return sum;
    }

    /** Whoever asks for counts at that moment, on whatever thread, gets them or zeros. */
    @Override
    public synchronized void close() {
        closed = true;
        memory.close();
    }
}
