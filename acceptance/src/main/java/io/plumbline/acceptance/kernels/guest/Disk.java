// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import io.plumbline.acceptance.lab.runtime.Command;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Files that a guest sees as disks. */
public final class Disk {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final long ROOM = 64 << 20;

    private Disk() {}

    /** Writes an ext4 file system with the content of a directory and some room. */
    public static void write(Path directory, Path image) throws IOException {
        String used = Command.of("du", "-s", "--block-size=1", directory.toString())
                .within(LIMIT)
                .run();
        long bytes = Long.parseLong(used.substring(0, used.indexOf('\t')));
        empty(image, bytes + bytes / 4 + ROOM);
        // Without what the oldest kernels do not know, and a journal, which nobody needs here.
        Command.of(
                        "mke2fs",
                        "-q",
                        "-F",
                        "-t",
                        "ext4",
                        "-m",
                        "0",
                        "-O",
                        "^has_journal,^orphan_file,^metadata_csum_seed",
                        "-d",
                        directory.toString(),
                        image.toString())
                .within(LIMIT)
                .run();
    }

    /** Makes a disk of zeroes, which takes no room. */
    static void empty(Path image, long bytes) throws IOException {
        Files.deleteIfExists(image);
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
    }
}
