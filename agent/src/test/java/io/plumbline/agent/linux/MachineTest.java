// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineTest {
    @TempDir
    Path directory;

    /** Octal, as in asm-generic/fcntl.h, which x86 includes, and in asm/fcntl.h of arm64. */
    @Test
    void flagsAreThoseOfTheHeaders() {
        assertThat(Machine.X86_64.directoryFlag()).isEqualTo(0200000);
        assertThat(Machine.AARCH64.directoryFlag()).isEqualTo(040000);
    }

    /** As in asm/unistd_64.h of x86, and in asm-generic/unistd.h, which arm64 includes. */
    @Test
    void systemCallsAreThoseOfTheHeaders() {
        assertThat(Machine.X86_64.perfEventOpen()).isEqualTo(298);
        assertThat(Machine.AARCH64.perfEventOpen()).isEqualTo(241);
    }

    @Test
    void refusesAnotherMachine() {
        assertThat(Machine.of("aarch64")).isEqualTo(Machine.AARCH64);
        assertThat(Machine.of("amd64")).isEqualTo(Machine.X86_64);
        assertThatThrownBy(() -> Machine.of("riscv64"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("os.arch: riscv64 (expected: amd64 or aarch64)");
    }

    @Test
    void isNamedAsByUname() {
        assertThat(Machine.X86_64.label()).isEqualTo("x86_64");
        assertThat(Machine.AARCH64.label()).isEqualTo("aarch64");
    }

    /** Only with the flag of the own machine: the other's opens files too, or refuses directories. */
    @Test
    void opensDirectoriesAlone() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        int opened = openDirectory(directory);
        assertThat(opened).isNotNegative();
        assertThat(LibC.close(opened)).isZero();
        assertThat(openDirectory(file)).isEqualTo(-1);
        assertThat(LibC.errno()).isEqualTo(LibC.ENOTDIR);
    }

    /** Flags that there are not are EINVAL to perf_event_open; a call that the number is not of says something else. */
    @Test
    void ownNumberIsOfPerfEvents() {
        assertThat(LibC.syscall(LibC.SYS_PERF_EVENT_OPEN, null, 0, -1, -1, -1)).isEqualTo(-1);
        // A container's seccomp profile may refuse it before the kernel looks.
        assertThat(LibC.errno()).isIn(LibC.EINVAL, LibC.EPERM);
    }

    private static int openDirectory(Path path) {
        byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocateDirect(name.length).put(name).flip();
        return LibC.openat(LibC.AT_FDCWD, buffer, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_CLOEXEC);
    }
}
