// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedMemoryTest {
    private static final int O_RDWR = 2;
    private static final int PAGE = 65_536;

    @TempDir
    Path directory;

    @Test
    void sharesWritesThroughADescriptorThatIsClosed() throws IOException {
        Path file = file();
        int fd = open(file);
        try (MappedMemory memory = MappedMemory.map(fd, PAGE, PAGE, true)) {
            assertThat(LibC.close(fd)).isZero();
            assertThat(memory.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
            memory.buffer().put(3, (byte) 42);
            assertThat(Files.readAllBytes(file)[PAGE + 3]).isEqualTo((byte) 42);
        }
    }

    @Test
    void refusesToWriteWhatIsMappedForReading() throws IOException {
        int fd = open(file());
        try (MappedMemory memory = MappedMemory.map(fd, 0, PAGE, false)) {
            assertThat(memory.buffer().get(0)).isZero();
            assertThatThrownBy(() -> memory.buffer().put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
        } finally {
            LibC.close(fd);
        }
    }

    @Test
    void givesNoBufferOnceClosed() throws IOException {
        int fd = open(file());
        MappedMemory memory = MappedMemory.map(fd, 0, PAGE, true);
        LibC.close(fd);
        memory.close();
        memory.close();
        assertThatThrownBy(memory::buffer).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void saysWhyItCouldNotMap() {
        assertThatThrownBy(() -> MappedMemory.map(-1, 0, PAGE, true))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("mmap: Bad file descriptor (errno 9)");
        assertThatThrownBy(() -> MappedMemory.map(-1, 0, 0, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("length: 0 (expected: 1 to 2147483647)");
    }

    private Path file() throws IOException {
        return Files.write(directory.resolve("pages"), new byte[2 * PAGE]);
    }

    private static int open(Path file) {
        byte[] name = (file + "\0").getBytes(StandardCharsets.UTF_8);
        ByteBuffer path = ByteBuffer.allocateDirect(name.length).put(name).flip();
        int fd = LibC.openat(LibC.AT_FDCWD, path, O_RDWR | LibC.O_CLOEXEC);
        assertThat(fd).isNotNegative();
        return fd;
    }
}
