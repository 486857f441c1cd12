// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import io.plumbline.acceptance.lab.runtime.Command;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveOutputStream;
import org.apache.commons.compress.archivers.cpio.CpioConstants;

/** The first file system of a kernel: a shell, and the modules for its disks. */
final class Initrd {
    private static final List<String> DISK_MODULES = List.of("virtio_pci", "virtio_blk", "crc32c_generic", "ext4");
    private static final int EXECUTABLE = 0755;

    private Initrd() {}

    /** Writes one; {@code busybox}: a static one for the kernel's machine. */
    static void write(Path target, Kernel kernel, Path busybox) throws IOException {
        ModuleOrder order = ModuleOrder.parse(Files.readString(kernel.modules().resolve("modules.dep")));
        List<String> modules = order.of(DISK_MODULES);
        try (OutputStream file = Files.newOutputStream(target);
                CpioArchiveOutputStream archive = new CpioArchiveOutputStream(new GZIPOutputStream(file))) {
            for (String directory : List.of("bin", "dev", "modules", "proc", "root", "sys")) {
                archive.putArchiveEntry(entry(directory, CpioConstants.C_ISDIR, 0));
                archive.closeArchiveEntry();
            }
            add(archive, "bin/busybox", Files.readAllBytes(busybox));
            add(archive, "init", resource("init"));
            // In the order in which the shell sees them.
            for (int i = 0; i < modules.size(); i++) {
                add(
                        archive,
                        "modules/%03d.ko".formatted(i),
                        content(kernel.modules().resolve(modules.get(i))));
            }
        }
    }

    private static byte[] content(Path module) throws IOException {
        if (module.toString().endsWith(".ko")) {
            return Files.readAllBytes(module);
        }
        // Command returns a byte as a char.
        return Command.of("xz", "-dc", module.toString()).run().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void add(CpioArchiveOutputStream archive, String name, byte[] content) throws IOException {
        archive.putArchiveEntry(entry(name, CpioConstants.C_ISREG, content.length));
        archive.write(content);
        archive.closeArchiveEntry();
    }

    private static CpioArchiveEntry entry(String name, int kind, long size) {
        CpioArchiveEntry entry = new CpioArchiveEntry(CpioConstants.FORMAT_NEW, name);
        entry.setMode(kind | EXECUTABLE);
        entry.setSize(size);
        return entry;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Initrd.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("resource: " + name + " (expected: beside " + Initrd.class + ")");
            }
            return in.readAllBytes();
        }
    }
}
