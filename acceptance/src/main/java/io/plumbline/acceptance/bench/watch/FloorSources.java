// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.watch;

import io.plumbline.acceptance.lab.runtime.Command;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The C sources that travel with the bench, compiled on the machine: by clang for the kernel, by gcc with libbpf for a process. */
final class FloorSources {
    private static final String RESOURCES = "/io/plumbline/acceptance/bench/floor/";

    private final Path directory;

    /** {@code directory}: for sources and what is made of them. */
    FloorSources(Path directory) {
        this.directory = directory;
    }

    /** Compiles NAME.bpf.c; returns the object. */
    Path object(String name) throws IOException {
        Path object = directory.resolve(name + ".bpf.o");
        Command.of(
                        "clang",
                        "-O2",
                        "-g",
                        "-Wall",
                        "-Werror",
                        "-target",
                        "bpf",
                        "-I/usr/include/" + System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu",
                        "-c",
                        source(name + ".bpf.c").toString(),
                        "-o",
                        object.toString())
                .run();
        return object;
    }

    /** Compiles NAME.c; returns the program. */
    Path program(String name) throws IOException {
        Path program = directory.resolve(name);
        Command.of(
                        "gcc",
                        "-O2",
                        "-Wall",
                        "-Werror",
                        "-o",
                        program.toString(),
                        source(name + ".c").toString(),
                        "-lbpf")
                .run();
        return program;
    }

    private Path source(String file) throws IOException {
        Files.createDirectories(directory);
        Path source = directory.resolve(file);
        try (InputStream in = FloorSources.class.getResourceAsStream(RESOURCES + file)) {
            if (in == null) {
                throw new FileNotFoundException("resource: " + RESOURCES + file + " (expected: on the class path)");
            }
            Files.copy(in, source, StandardCopyOption.REPLACE_EXISTING);
        }
        return source;
    }
}
