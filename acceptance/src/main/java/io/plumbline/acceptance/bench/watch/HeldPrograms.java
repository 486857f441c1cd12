// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.watch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The programs in the kernel that a process has descriptors of, be it of the program or of its link. */
final class HeldPrograms {
    private static final String KEY = "prog_id:";

    private HeldPrograms() {}

    static Set<Long> of(long pid) throws IOException {
        Set<Long> ids = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fdinfo"))) {
            for (Path file : files.toList()) {
                try {
                    Files.readString(file, StandardCharsets.ISO_8859_1)
                            .lines()
                            .filter(line -> line.startsWith(KEY))
                            .map(line -> line.substring(KEY.length()).strip())
                            .filter(id -> id.matches("[0-9]{1,10}"))
                            .forEach(id -> ids.add(Long.valueOf(id)));
                } catch (NoSuchFileException closed) {
                    // A descriptor that was closed meanwhile holds nothing.
                }
            }
        }
        return ids;
    }
}
