// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.linux.LibC;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's side is a file here, in the same layout. */
class RingBufferTest {
    private static final int BYTES = 64 << 10;
    private static final int O_RDWR = 2;
    private static final int BUSY = 0x8000_0000;
    private static final int DISCARDED = 0x4000_0000;

    @TempDir
    Path directory;

    private final int page = LibC.getpagesize();
    private MappedByteBuffer kernel;
    private int descriptor;
    private RingBuffer ring;

    @BeforeEach
    void map() throws IOException {
        Path file = directory.resolve("ring");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            kernel = channel.map(FileChannel.MapMode.READ_WRITE, 0, 2L * page + 2L * BYTES);
            kernel.order(ByteOrder.nativeOrder());
        }
        byte[] name = (file + "\0").getBytes(StandardCharsets.UTF_8);
        descriptor = LibC.openat(
                LibC.AT_FDCWD, ByteBuffer.allocateDirect(name.length).put(name).flip(), O_RDWR);
        ring = new RingBuffer(descriptor, BYTES);
    }

    @AfterEach
    void unmap() {
        ring.close();
        LibC.close(descriptor);
    }

    @Test
    void readsRecordsInTheirOrderAndGivesTheirSpaceBack() {
        long end = write(write(0, 0, 8, 11), 0, 13, 22);
        assertThat(ring.waiting()).isEqualTo(end);
        int first = ring.next(ring.produced());
        assertThat(ring.length(first)).isEqualTo(8);
        assertThat(ring.memory().getInt(first)).isEqualTo(11);
        ring.advance(first);
        int second = ring.next(ring.produced());
        assertThat(ring.length(second)).isEqualTo(13);
        assertThat(ring.memory().getInt(second)).isEqualTo(22);
        ring.advance(second);
        assertThat(ring.next(ring.produced())).isEqualTo(-1);
        assertThat(consumed()).isZero();
        ring.release();
        assertThat(consumed()).isEqualTo(end).isEqualTo(16 + 24);
        assertThat(ring.waiting()).isZero();
    }

    @Test
    void waitsForARecordThatIsStillWritten() {
        write(write(0, BUSY, 8, 11), 0, 8, 22);
        assertThat(ring.next(ring.produced())).isEqualTo(-1);
        kernel.putInt(2 * page, 8);
        int first = ring.next(ring.produced());
        assertThat(ring.memory().getInt(first)).isEqualTo(11);
    }

    @Test
    void goesOverWhatWasDiscarded() {
        write(write(0, DISCARDED, 40, 11), 0, 8, 22);
        int record = ring.next(ring.produced());
        assertThat(ring.memory().getInt(record)).isEqualTo(22);
    }

    @Test
    void readsNoFurtherThanToldTo() {
        long first = write(0, 0, 8, 11);
        write(first, 0, 8, 22);
        ring.advance(ring.next(first));
        assertThat(ring.next(first)).isEqualTo(-1);
        assertThat(ring.next(ring.produced())).isPositive();
    }

    @Test
    void readsARecordAcrossTheEndInOnePiece() {
        long end = 0;
        while (end + 1008 <= BYTES) {
            end = write(end, 0, 1000, (int) end);
        }
        for (int record = ring.next(end); record >= 0; record = ring.next(end)) {
            ring.advance(record);
        }
        ring.release();
        // As the kernel maps its data twice, the second half shows where the first begins.
        long last = write(end, 0, 1000, 77);
        assertThat(last).isGreaterThan(BYTES);
        int record = ring.next(ring.produced());
        assertThat(ring.memory().getInt(record)).isEqualTo(77);
        assertThat(ring.memory().getInt(record + 996)).isEqualTo(77);
        ring.advance(record);
        ring.release();
        assertThat(consumed()).isEqualTo(last);
        write(last, 0, 8, 88);
        assertThat(ring.memory().getInt(ring.next(ring.produced()))).isEqualTo(88);
    }

    /** Writes a record with a number at its beginning and its end; returns where the next begins. */
    private long write(long position, int flags, int length, int number) {
        int at = 2 * page + (int) (position & (BYTES - 1));
        kernel.putInt(at, length | flags);
        kernel.putInt(at + 8, number);
        if (length >= 1000) {
            kernel.putInt(at + 8 + length - 4, number);
        }
        long next = position + (length + 8 + 7 & ~7);
        kernel.putLong(page, next);
        return next;
    }

    private long consumed() {
        return kernel.getLong(0);
    }
}
