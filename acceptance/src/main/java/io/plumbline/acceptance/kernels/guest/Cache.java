// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import io.plumbline.acceptance.lab.runtime.Command;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Directories that are made once per machine; a killed maker leaves nothing that counts. */
public final class Cache {
    private final Path directory;

    public Cache(Path directory) {
        this.directory = directory;
    }

    /** Returns the directory of a name, made now if it is not there. */
    Path get(String name, Maker maker) throws IOException {
        Files.createDirectories(directory);
        Path wanted = directory.resolve(name);
        try (FileChannel lock = FileChannel.open(
                        directory.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = lock.lock()) {
            if (!held.isValid() || !Files.exists(wanted)) {
                Path work = Files.createTempDirectory(directory, name + "-");
                try {
                    Path made = Files.createDirectory(work.resolve("made"));
                    maker.fill(made, work);
                    Files.move(made, wanted, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Command.of("rm", "-rf", "--one-file-system", work.toString())
                            .run();
                }
            }
        }
        return wanted;
    }

    /** Makes what a directory of the cache holds. */
    @FunctionalInterface
    interface Maker {
        /** Fills {@code made}; {@code work} is for what nobody needs afterwards. */
        void fill(Path made, Path work) throws IOException;
    }
}
