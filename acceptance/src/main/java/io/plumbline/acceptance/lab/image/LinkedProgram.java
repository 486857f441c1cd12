// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.image;

import io.plumbline.acceptance.lab.runtime.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A C source that travels with this package, compiled on the machine to something that the dynamic linker loads.
 *
 * @param name of the source without its suffix
 */
record LinkedProgram(String name) {
    /** Absolute paths in what ldd prints. */
    private static final Pattern LIBRARY = Pattern.compile("(/[^ \n]+) \\(0x");

    String source() throws IOException {
        return new StaticProgram(name).source();
    }

    /** Compiles a program, and copies what it needs from this machine to the same places below {@code root}. */
    void linkTo(Path target, Path root) throws IOException {
        compile(target);
        Matcher libraries = LIBRARY.matcher(Command.of("ldd", target.toString()).run());
        while (libraries.find()) {
            Path library = Path.of(libraries.group(1));
            Path copy = root.resolve("." + library).normalize();
            Files.createDirectories(copy.getParent());
            if (!Files.exists(copy)) {
                Files.copy(library.toRealPath(), copy);
            }
        }
    }

    /** Compiles a library. */
    void shareTo(Path target) throws IOException {
        compile(target, "-shared", "-fPIC");
    }

    private void compile(Path target, String... options) throws IOException {
        Files.createDirectories(target.toAbsolutePath().getParent());
        Path source = Files.createTempFile(target.toAbsolutePath().getParent(), name, ".c");
        try {
            Files.writeString(source, source());
            List<String> command = new ArrayList<>(List.of("gcc", "-Os", "-s", "-Wall", "-Werror"));
            command.addAll(List.of(options));
            command.addAll(List.of("-o", target.toString(), source.toString()));
            Command.of(command).run();
        } finally {
            Files.delete(source);
        }
    }
}
