// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a file that a process has mapped: a line of /proc/PID/maps.
 *
 * @param range "from-to" as the kernel writes it, which is a name in /proc/PID/map_files
 * @param from address
 * @param offset into the file, bytes
 */
record ProcessMapping(String range, long from, long offset, boolean executable, boolean shared) {
    /** A process has at most 65,530 mappings, unless an administrator wants more. */
    private static final int MOST_LINES = 65_536;

    private static final int FIELDS = 6;
    private static final int FLAGS = 4;
    private static final int HEXADECIMAL = 16;

    /**
     * The mappings of one file, in the order of their addresses; empty when there is none any more.
     *
     * @param process directory of the process in /proc
     * @param name what the file's name begins with, as the kernel shows it: inode numbers of two file systems may be the same
     */
    static List<ProcessMapping> of(Path process, long inode, String name) throws IOException {
        List<ProcessMapping> found = new ArrayList<>();
        // Names of files are bytes that nobody has to be able to decode; of two bytes of UTF-8 each is compared alone.
        String bytes = new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        try (BufferedReader reader = Files.newBufferedReader(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
            String line = reader.readLine();
            for (int lines = 0; line != null && lines < MOST_LINES; lines++) {
                // 7f0a00000000-7f0a00010000 r-xs 00000000 00:01 1027    /memfd:doublemapper (deleted)
                String[] fields = line.split(" +", FIELDS);
                if (fields.length == FIELDS
                        && fields[4].equals(Long.toString(inode))
                        && fields[5].startsWith(bytes)
                        && fields[1].length() == FLAGS) {
                    found.add(of(fields));
                }
                line = reader.readLine();
            }
        }
        return found;
    }

    private static ProcessMapping of(String[] fields) {
        return new ProcessMapping(
                fields[0],
                Long.parseUnsignedLong(fields[0].substring(0, Math.max(0, fields[0].indexOf('-'))), HEXADECIMAL),
                Long.parseUnsignedLong(fields[2], HEXADECIMAL),
                fields[1].charAt(2) == 'x',
                fields[1].charAt(3) == 's');
    }
}
