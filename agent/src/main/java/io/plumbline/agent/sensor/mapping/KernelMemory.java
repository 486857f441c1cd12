// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import io.plumbline.agent.linux.LibC;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file system without a place where the kernel keeps memfds and shared memory. */
final class KernelMemory {
    private KernelMemory() {}

    /** Its st_dev; -1 when it cannot be had. */
    static long device() {
        byte[] bytes = "plumbline\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer name = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        int fd = LibC.memfd_create(name, LibC.MFD_CLOEXEC);
        if (fd < 0) {
            return -1;
        }
        try {
            return (long) Files.getAttribute(Path.of("/proc/self/fd/" + fd), "unix:dev");
        } catch (IOException | UnsupportedOperationException unknown) {
            return -1;
        } finally {
            LibC.close(fd);
        }
    }
}
