// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An apt of its own, for one suite and one architecture, from the mirror of this machine: the machine's package lists and state
 * stay as they are. It checks signatures and checksums like the machine's.
 */
public final class PrivateApt {
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final Path directory;
    private final String suite;

    private PrivateApt(Path directory, String suite) {
        this.directory = directory;
        this.suite = suite;
    }

    /**
     * Makes one and fetches the suite's package lists.
     *
     * @param directory where it keeps its files
     * @param architecture as Debian names it, such as amd64
     */
    public static PrivateApt make(Path directory, String suite, String architecture) throws IOException {
        for (String needed : List.of(
                "etc/apt/sources.list.d",
                "etc/apt/preferences.d",
                "etc/apt/apt.conf.d",
                "etc/apt/trusted.gpg.d",
                "var/lib/apt/lists/partial",
                "var/cache/apt/archives/partial",
                "var/lib/dpkg")) {
            Files.createDirectories(directory.resolve(needed));
        }
        Files.writeString(directory.resolve("var/lib/dpkg/status"), "");
        Files.writeString(
                directory.resolve("etc/apt/sources.list.d/debian.sources"), """
                Types: deb
                URIs: %s
                Suites: %s
                Components: main
                Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
                """.formatted(DebianMirror.find(), suite));
        // A suite's Release file may count as expired, against a slow clock or after its last release.
        Files.writeString(directory.resolve("apt.conf"), """
                Dir "%1$s/";
                Dir::Etc "%1$s/etc/apt/";
                Dir::State "%1$s/var/lib/apt/";
                Dir::State::status "%1$s/var/lib/dpkg/status";
                Dir::Cache "%1$s/var/cache/apt/";
                APT::Architecture "%2$s";
                APT::Architectures "%2$s";
                APT::Install-Recommends "false";
                APT::Sandbox::User "root";
                Acquire::Check-Valid-Until "false";
                Acquire::Languages "none";
                """.formatted(directory, architecture));
        PrivateApt apt = new PrivateApt(directory, suite);
        apt.run(directory, List.of("apt-get", "update", "-qq"));
        return apt;
    }

    /** The packages that a package depends on, and theirs, that begin with a prefix; the package itself included. */
    public List<String> dependencies(String name, String prefix) throws IOException {
        return run(
                        directory,
                        List.of(
                                "apt-cache",
                                "depends",
                                "--recurse",
                                "--no-recommends",
                                "--no-suggests",
                                "--no-conflicts",
                                "--no-breaks",
                                "--no-replaces",
                                "--no-enhances",
                                name))
                .lines()
                .filter(line -> line.startsWith(prefix))
                .distinct()
                .toList();
    }

    /** Fetches these packages and nothing else, and unpacks them. */
    public void unpack(List<String> names, Path target) throws IOException {
        Path packages = Files.createTempDirectory(directory, "packages-");
        List<String> command = new ArrayList<>(List.of("apt-get", "download", "-qq"));
        names.forEach(name -> command.add(name + "/" + suite));
        run(packages, command);
        unpackAll(packages, target);
        Command.of("rm", "-rf", packages.toString()).run();
    }

    /** Fetches these packages and all that they depend on, and unpacks them; none of their scripts is run. */
    public void unpackWithDependencies(List<String> names, Path target) throws IOException {
        List<String> command = new ArrayList<>(List.of("apt-get", "install", "-qq", "--yes", "--download-only"));
        command.addAll(names);
        run(directory, command);
        unpackAll(directory.resolve("var/cache/apt/archives"), target);
    }

    private static void unpackAll(Path packages, Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(packages)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".deb"))
                    .sorted()
                    .toList()) {
                Command.of("dpkg", "-x", file.toString(), target.toString()).run();
            }
        }
    }

    private String run(Path in, List<String> command) throws IOException {
        return Command.of(command)
                .environment("APT_CONFIG", directory.resolve("apt.conf").toString())
                .in(in)
                .within(LIMIT)
                .run();
    }
}
