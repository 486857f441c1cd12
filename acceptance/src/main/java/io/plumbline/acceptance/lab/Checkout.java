// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/** The place of the sources and of what was built of them. */
public final class Checkout {
    private Checkout() {}

    /** The repository's root: the property {@code plumbline.root}, or the first parent directory with a Makefile. */
    public static Path root() {
        String configured = System.getProperty("plumbline.root");
        Path start =
                Path.of(configured == null ? "" : configured).toAbsolutePath().normalize();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (Files.exists(directory.resolve("Makefile"))) {
                return directory;
            }
        }
        throw new IllegalStateException("plumbline.root: " + start + " (expected: a checkout, or a directory in one)");
    }

    /** The launcher of a program: plumbline-agent, plumbline-collector or plumbline. */
    public static Path launcher(String program) {
        String module = program.equals("plumbline") ? "cli" : program.substring("plumbline-".length());
        Path launcher = root().resolve(module)
                .resolve("target/plumbline-" + module + "/bin")
                .resolve(program);
        if (!Files.isExecutable(launcher)) {
            throw new IllegalStateException("launcher: " + launcher + " (expected: made by mvn package)");
        }
        return launcher;
    }
}
