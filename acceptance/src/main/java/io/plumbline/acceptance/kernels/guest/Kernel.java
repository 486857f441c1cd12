// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A kernel in the cache.
 *
 * @param directory with vmlinuz, the modules, and a disk with the same modules
 */
public record Kernel(DistributionKernel release, Path directory) {
    static final String IMAGE = "vmlinuz";
    static final String MODULES = "modules";
    static final String MODULES_DISK = "modules.img";

    /** The version that uname -r prints in it. */
    public String version() throws IOException {
        try (Stream<Path> versions = Files.list(directory.resolve(MODULES))) {
            return versions.findFirst().orElseThrow().getFileName().toString();
        }
    }

    Path image() {
        return directory.resolve(IMAGE);
    }

    /** The modules and their index, as in /lib/modules/VERSION. */
    Path modules() throws IOException {
        return directory.resolve(MODULES).resolve(version());
    }

    /** The disk for /lib/modules. */
    Path modulesDisk() {
        return directory.resolve(MODULES_DISK);
    }
}
