// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import io.plumbline.acceptance.lab.runtime.Command;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The results that a guest leaves.
 *
 * @param directory with the files that it wrote
 * @param console the lines of its console
 */
public record GuestResults(Path directory, List<String> console) {
    private static final List<String> FLAKES = List.of("Kernel panic", "SIGILL", "Oops:", "soft lockup");

    /** A program of ours, or what the kernel does for one, on the stack of a failure. */
    private static final Pattern OF_A_PROGRAM = Pattern.compile("\\bbpf_\\w+\\+0x");

    public GuestResults {
        console = List.copyOf(console);
    }

    /** Reads the archive that a guest wrote onto its last disk; what was there of another guest goes. */
    static GuestResults unpack(Path disk, Path directory, List<String> console) throws IOException {
        Command.of("rm", "-rf", directory.toString()).run();
        Files.createDirectories(directory);
        try (InputStream file = new BufferedInputStream(Files.newInputStream(disk));
                TarArchiveInputStream archive = new TarArchiveInputStream(file)) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (entry.isFile()) {
                    Path target = entry.resolveIn(directory);
                    Files.createDirectories(target.getParent());
                    Files.copy(archive, target);
                }
            }
        }
        return new GuestResults(directory, console);
    }

    /** A file that the guest wrote; empty when it did not come to it. */
    public Optional<String> text(String name) throws IOException {
        Path file = directory.resolve(name);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /**
     * The line that tells of a failure of the emulation, not of the product; empty when there is none, or when a program was on the
     * stack: that may be the product's.
     */
    public Optional<String> flake() {
        if (console.stream().anyMatch(line -> OF_A_PROGRAM.matcher(line).find())) {
            return Optional.empty();
        }
        return console.stream()
                .filter(line -> FLAKES.stream().anyMatch(line::contains))
                .findFirst();
    }
}
