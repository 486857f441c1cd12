// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * Tells a library that was loaded from memory from code that a just-in-time compiler wrote there.
 *
 * <p>A loader maps an ELF file, privately, because it has to relocate it. A compiler shares the memory between a view to write and
 * one to run, and no ELF header stands in front. Who writes a loader of his own can hide that header; he could as well use
 * anonymous memory, which nobody tells, so that this opens no new way.
 */
enum MemoryCode {
    /** It is shared, and begins with something else than a program. */
    GENERATED,
    /** It begins like a program, or it is mapped as one. */
    PROGRAM,
    /** The process, or its mapping, is gone. */
    UNREADABLE;

    /** ELF, and scripts, which the kernel runs from memory as well. */
    private static final List<byte[]> PROGRAMS = List.of(new byte[] {0x7f, 'E', 'L', 'F'}, new byte[] {'#', '!'});

    private static final int MOST_DESCRIPTORS = 4096;
    private static final String MEMORY_FILE = "/memfd:";
    private static final int HEADER = 4;

    /**
     * Looks at the memory file that a process maps.
     *
     * @param proc the /proc of the host's pid namespace
     * @param inode of a memfd; for any other kind of memory the answer is {@link #UNREADABLE}
     */
    static MemoryCode of(Path proc, int pid, long inode) {
        Path process = proc.resolve(Integer.toString(pid));
        try {
            List<ProcessMapping> mappings = ProcessMapping.of(process, inode, MEMORY_FILE);
            if (mappings.stream().noneMatch(ProcessMapping::executable)) {
                return UNREADABLE;
            }
            if (mappings.stream().anyMatch(mapping -> mapping.executable() && !mapping.shared())) {
                return PROGRAM;
            }
            byte[] header = header(process, inode, mappings);
            if (header.length < HEADER) {
                return UNREADABLE;
            }
            return PROGRAMS.stream().anyMatch(program -> startsWith(header, program)) ? PROGRAM : GENERATED;
        } catch (IOException | RuntimeException gone) {
            return UNREADABLE;
        }
    }

    /** The first bytes of the file; fewer where nobody can reach them. */
    private static byte[] header(Path process, long inode, List<ProcessMapping> mappings) throws IOException {
        for (ProcessMapping mapping : mappings) {
            if (mapping.offset() == 0) {
                try {
                    return read(process.resolve("mem"), mapping.from());
                } catch (IOException unreadable) {
                    // A view that may only be run, or is gone: the file may still be open.
                    break;
                }
            }
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            int looked = 0;
            for (Path descriptor : descriptors) {
                if (looked++ < MOST_DESCRIPTORS && leadsTo(descriptor, inode)) {
                    return read(descriptor, 0);
                }
            }
        }
        return new byte[0];
    }

    private static boolean leadsTo(Path descriptor, long inode) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith(MEMORY_FILE)
                    && (long) Files.getAttribute(descriptor, "unix:ino") == inode;
        } catch (IOException | RuntimeException gone) {
            return false;
        }
    }

    private static byte[] read(Path file, long at) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (header.hasRemaining() && channel.read(header, at + header.position()) > 0) {
                // A few bytes may come one by one.
            }
        }
        byte[] read = new byte[header.position()];
        header.get(0, read);
        return read;
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
