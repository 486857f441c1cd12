// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.image;

import io.plumbline.acceptance.lab.runtime.Command;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A C source that travels with this package, compiled on the machine without any library to load.
 *
 * @param name of the source without its suffix, and of the program
 */
public record StaticProgram(String name) {
    String source() throws IOException {
        try (InputStream in = StaticProgram.class.getResourceAsStream(name + ".c")) {
            if (in == null) {
                throw new FileNotFoundException(
                        "resource: " + name + ".c (expected: beside " + StaticProgram.class + ")");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    void compileTo(Path target) throws IOException {
        compileTo(target, "gcc");
    }

    /** Compiles it for the machine that the compiler is for. */
    public void compileTo(Path target, String compiler) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        Path source = Files.createTempFile(target.toAbsolutePath().getParent(), name, ".c");
        try {
            Files.writeString(source, source());
            Command.of(compiler, "-Os", "-static", "-s", "-Wall", "-Werror", "-o", target.toString(), source.toString())
                    .run();
        } finally {
            Files.delete(source);
        }
    }
}
