// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Finds the directory that holds containerd, its shim and ctr; fetches what the machine has not installed into the cache. */
public final class ContainerdBinaries {
    private static final Path INSTALLED = Path.of("/usr/bin");
    private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(5);

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
                Path apt = privateApt(work);
                Path packages = Files.createDirectories(work.resolve("packages"));
                Command.of("apt-get", "update", "-qq")
                        .environment("APT_CONFIG", apt.toString())
                        .within(DOWNLOAD_LIMIT)
                        .run();
                Command.of("apt-get", "download", "-qq", "containerd/sid")
                        .environment("APT_CONFIG", apt.toString())
                        .in(packages)
                        .within(DOWNLOAD_LIMIT)
                        .run();
                Path content = Files.createDirectories(work.resolve("content"));
                try (Stream<Path> debs = Files.list(packages)) {
                    for (Path deb : debs.toList()) {
                        Command.of("dpkg", "-x", deb.toString(), content.toString())
                                .run();
                    }
                }
                Command.of("rm", "-rf", unpacked.toString()).run();
                Files.move(content, unpacked, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Command.of("rm", "-rf", work.toString()).run();
            }
        }
        return binaries;
    }

    /** An apt of its own: the machine's package lists and state stay as they are. */
    private static Path privateApt(Path work) throws IOException {
        Path apt = work.resolve("apt");
        for (String directory : List.of(
                "etc/apt/sources.list.d",
                "etc/apt/preferences.d",
                "etc/apt/apt.conf.d",
                "etc/apt/trusted.gpg.d",
                "var/lib/apt/lists/partial",
                "var/cache/apt/archives/partial",
                "var/lib/dpkg")) {
            Files.createDirectories(apt.resolve(directory));
        }
        Files.createFile(apt.resolve("var/lib/dpkg/status"));
        Files.writeString(apt.resolve("etc/apt/sources.list.d/debian.sources"), """
                Types: deb
                URIs: %s
                Suites: sid
                Components: main
                Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
                """.formatted(DebianMirror.find()));
        // The unstable suite's Release file may count as expired against a slow clock.
        return Files.writeString(work.resolve("apt.conf"), """
                Dir "%1$s/";
                Dir::Etc "%1$s/etc/apt/";
                Dir::State "%1$s/var/lib/apt/";
                Dir::State::status "%1$s/var/lib/dpkg/status";
                Dir::Cache "%1$s/var/cache/apt/";
                APT::Sandbox::User "root";
                Acquire::Check-Valid-Until "false";
                Acquire::Languages "none";
                """.formatted(apt));
    }
}
