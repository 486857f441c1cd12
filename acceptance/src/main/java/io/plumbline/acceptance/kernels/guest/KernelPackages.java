// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import io.plumbline.acceptance.lab.runtime.Command;
import io.plumbline.acceptance.lab.runtime.PrivateApt;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Fetches kernels from the distribution's packages, each once. */
public final class KernelPackages {
    private final Cache cache;

    public KernelPackages(Cache cache) {
        this.cache = cache;
    }

    /** Returns a kernel, fetched now if it is not in the cache. */
    public Kernel fetch(DistributionKernel release) throws IOException {
        String name = "linux-" + release.suite() + "-" + release.flavour() + "-"
                + release.machine().architecture();
        return new Kernel(release, cache.get(name, (made, work) -> make(release, made, work)));
    }

    private static void make(DistributionKernel release, Path made, Path work) throws IOException {
        PrivateApt apt = PrivateApt.make(
                work.resolve("apt"), release.suite(), release.machine().architecture());
        Path content = work.resolve("content");
        // Image and modules are one package or several.
        apt.unpack(apt.dependencies(release.packageName(), "linux-"), content);
        Path image = find(content, file -> file.getFileName().toString().startsWith("vmlinuz"));
        Path ofVersion = find(content, directory -> directory.toString().matches(".*/lib/modules/[^/]+"));
        Files.move(image, made.resolve(Kernel.IMAGE));
        Path modules = Files.createDirectory(made.resolve(Kernel.MODULES));
        String version = ofVersion.getFileName().toString();
        Files.move(ofVersion, modules.resolve(version));
        // Its index is what the package's script would have made; depmod looks in lib/modules only.
        Files.createDirectory(work.resolve("lib"));
        Files.createSymbolicLink(work.resolve("lib/modules"), modules);
        Command.of("depmod", "-b", work.toString(), version).run();
        Disk.write(modules, made.resolve(Kernel.MODULES_DISK));
    }

    private static Path find(Path directory, Predicate<Path> wanted) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(wanted)
                    .findFirst()
                    .orElseThrow(() -> new FileNotFoundException(directory + ": no kernel in the packages"));
        }
    }
}
