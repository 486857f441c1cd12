// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.linux.MappedMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerfRingTest {
    private static final int DATA = 4096;
    private static final int SIZE = 256;
    private static final int O_RDWR = 2;

    @TempDir
    Path directory;

    private ByteBuffer memory = ByteBuffer.allocate(0);
    private PerfRing ring;

    @BeforeEach
    void open() throws IOException {
        Path file = Files.write(directory.resolve("ring"), new byte[DATA + SIZE]);
        byte[] name = (file + "\0").getBytes(StandardCharsets.UTF_8);
        int fd = LibC.openat(
                LibC.AT_FDCWD, ByteBuffer.allocateDirect(name.length).put(name).flip(), O_RDWR | LibC.O_CLOEXEC);
        MappedMemory mapped = MappedMemory.map(fd, 0, DATA + SIZE, true);
        memory = mapped.buffer().putLong(1040, DATA).putLong(1048, SIZE);
        ring = new PerfRing(0, new PerfEvent(fd, false), mapped);
    }

    @AfterEach
    void close() {
        ring.close();
    }

    @Test
    void handsOverRecordsAlsoAroundTheEndAndGivesTheRoomBack() {
        long head = 0;
        var all = new ArrayList<String>();
        for (int round = 0; round < 50; round++) {
            head = write(head, round, 24);
            head = write(head, round + 1000, 40 + 8 * (round % 8));
            memory.putLong(1024, head);
            List<String> seen = drain(true);
            assertThat(seen).containsExactly(round + "/24", round + 1000 + "/" + (40 + 8 * (round % 8)));
            assertThat(memory.getLong(1032)).isEqualTo(head);
            all.addAll(seen);
        }
        assertThat(head).isGreaterThan(10L * SIZE);
        assertThat(drain(true)).isEmpty();
        assertThat(all).hasSize(100);
    }

    @Test
    void ringIsAtLeastAPage() {
        assertThat(PerfRing.mappedBytes(256 << 10, 4 << 10)).isEqualTo((256 + 4) << 10);
        assertThat(PerfRing.mappedBytes(16 << 10, 64 << 10)).isEqualTo((64 + 64) << 10);
    }

    @Test
    void throwsAwayTheRestBehindALengthThatMakesNoSense() {
        for (int length : new int[] {0, 4, 20, 8000}) {
            long start = memory.getLong(1024);
            long head = write(start, 1, 24);
            int at = DATA + (int) (head & (SIZE - 1));
            memory.putInt(at, 10).putShort(at + 6, (short) length);
            memory.putLong(1024, head + 64);
            assertThat(drain(false)).containsExactly("1/24");
            assertThat(memory.getLong(1032)).isEqualTo(head + 64);
            assertThat(drain(true)).isEmpty();
        }
    }

    private List<String> drain(boolean whole) {
        var seen = new ArrayList<String>();
        boolean result = ring.drain((type, buffer, offset, length) -> {
            byte[] body = new byte[length - 8];
            buffer.get(offset + 8, body);
            assertThat(body).containsOnly((byte) type);
            seen.add(type + "/" + length);
        });
        assertThat(result).isEqualTo(whole);
        return seen;
    }

    /** As the kernel writes: the length in 16 bits, byte by byte around the end; the body is the type again and again. */
    private long write(long head, int type, int length) {
        for (int index = 0; index < length; index++) {
            memory.put(DATA + (int) ((head + index) & (SIZE - 1)), (byte) type);
        }
        int at = DATA + (int) (head & (SIZE - 1));
        memory.putInt(at, type).putShort(at + 4, (short) 0).putShort(at + 6, (short) length);
        return head + length;
    }
}
