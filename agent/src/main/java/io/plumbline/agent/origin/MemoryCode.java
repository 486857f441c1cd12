// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
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

    /** A process has at most 65,530 mappings, unless an administrator wants more. */
    private static final int MOST_LINES = 65_536;

    private static final int MOST_DESCRIPTORS = 4096;
    private static final String MEMORY_FILE = "/memfd:";
    private static final int HEADER = 4;
    private static final int LONGEST_NUMBER = 16;

    /**
     * Looks at the memory file that a process maps.
     *
     * @param proc the /proc of the host's pid namespace
     * @param inode of a memfd; for any other kind of memory the answer is {@link #UNREADABLE}
     */
    static MemoryCode of(Path proc, int pid, long inode) {
        Path process = proc.resolve(Integer.toString(pid));
        try {
            List<Mapping> mappings = mappings(process.resolve("maps"), inode);
            if (mappings.stream().noneMatch(Mapping::executable)) {
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

    /** A line of /proc/PID/maps. */
    private record Mapping(long from, long offset, boolean executable, boolean shared) {}

    /** The first bytes of the file; fewer where nobody can reach them. */
    private static byte[] header(Path process, long inode, List<Mapping> mappings) throws IOException {
        for (Mapping mapping : mappings) {
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

    private static List<Mapping> mappings(Path maps, long inode) throws IOException {
        List<Mapping> found = new ArrayList<>();
        // Names of files are bytes that nobody has to be able to decode.
        try (BufferedReader reader = Files.newBufferedReader(maps, StandardCharsets.ISO_8859_1)) {
            String line = reader.readLine();
            for (int lines = 0; line != null && lines < MOST_LINES; lines++) {
                // 7f0a00000000-7f0a00010000 r-xs 00000000 00:01 1027    /memfd:doublemapper (deleted)
                String[] fields = line.split(" +", 6);
                if (fields.length == 6
                        && fields[4].equals(Long.toString(inode))
                        && fields[5].startsWith(MEMORY_FILE)
                        && fields[1].length() == 4) {
                    int dash = fields[0].indexOf('-');
                    found.add(new Mapping(
                            number(fields[0].substring(0, Math.max(0, dash))),
                            number(fields[2]),
                            fields[1].charAt(2) == 'x',
                            fields[1].charAt(3) == 's'));
                }
                line = reader.readLine();
            }
        }
        return found;
    }

    private static long number(String hexadecimal) {
        if (hexadecimal.length() > LONGEST_NUMBER) {
            throw new NumberFormatException("number of /proc/PID/maps: too long (expected: 64 bits)");
        }
        return Long.parseUnsignedLong(hexadecimal, LONGEST_NUMBER);
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
        return java.util.Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
