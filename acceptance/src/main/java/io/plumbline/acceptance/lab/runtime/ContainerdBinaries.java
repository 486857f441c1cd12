// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Finds the directory that holds containerd, its shim and ctr; fetches what the machine has not installed into the cache. */
public final class ContainerdBinaries {
    private static final Path INSTALLED = Path.of("/usr/bin");

    private final Path cache;

    public ContainerdBinaries(Path cache) {
        this.cache = cache;
    }

    /** Returns the directory of the binaries of a version. */
    public synchronized Path directory(RuntimeVersion version) throws IOException {
        return switch (version) {
            case DEBIAN -> INSTALLED;
            case CURRENT -> current();
        };
    }

    private Path current() throws IOException {
        Path unpacked = cache.resolve("containerd-current");
        Path binaries = unpacked.resolve("usr/bin");
        if (!Files.isExecutable(binaries.resolve("containerd"))) {
            Files.createDirectories(cache);
            Path work = Files.createTempDirectory(cache, "containerd-");
            try {
                Path content = work.resolve("content");
                String architecture =
                        Command.of("dpkg", "--print-architecture").run().strip();
                PrivateApt.make(work.resolve("apt"), "sid", architecture).unpack(List.of("containerd"), content);
                Command.of("rm", "-rf", unpacked.toString()).run();
                Files.move(content, unpacked, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Command.of("rm", "-rf", work.toString()).run();
            }
        }
        return binaries;
    }
}
