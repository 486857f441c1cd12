// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.testing;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Programs in C that live tests run. They are compiled where the tests run, or taken from the directory that the property
 * {@code plumbline.programs} names: a machine may have no compiler.
 */
public enum CompiledProgram {
    /** Does what its first argument names. */
    DEEDS("/io/plumbline/agent/testing/deeds.c", "-Os -static -s -pthread -Wall"),
    /** Does with sockets what it is told. */
    TALK("/io/plumbline/agent/sensor/ebpf/talk.c", "-O1 -static"),
    /** Maps what it is told to, in a way each. */
    MAPPER("/io/plumbline/agent/sensor/mapping/mapper.c", "-O1"),
    /** A library that others map. */
    LIBRARY("/io/plumbline/agent/sensor/mapping/library.c", "-shared -fPIC");

    private static final String COMPILED = System.getProperty("plumbline.programs", "");

    private final String source;
    private final String options;

    CompiledProgram(String source, String options) {
        this.source = source;
        this.options = options;
    }

    /** Makes the program: a file that is not there yet. */
    public Path make(Path target) throws IOException {
        return COMPILED.isEmpty()
                ? compile("gcc", target)
                : Files.copy(
                        Path.of(COMPILED, name().toLowerCase(Locale.ROOT)), target, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private Path compile(String compiler, Path target) throws IOException {
        Path code = Files.createTempFile("program", ".c");
        try (InputStream in = CompiledProgram.class.getResourceAsStream(source)) {
            if (in == null) {
                throw new FileNotFoundException("resource: " + source + " (expected: on the class path)");
            }
            Files.copy(in, code, StandardCopyOption.REPLACE_EXISTING);
            List<String> command = new ArrayList<>(List.of(compiler));
            command.addAll(List.of(options.split(" ")));
            command.addAll(List.of("-o", target.toString(), code.toString()));
            Deeds.succeed(new ProcessBuilder(command));
            return target;
        } finally {
            Files.delete(code);
        }
    }

    /** Compiles all of them for machines without a compiler; {@code arguments}: the compiler, and the directory to put them in. */
    public static void main(String[] arguments) throws IOException {
        for (CompiledProgram program : values()) {
            program.compile(arguments[0], Path.of(arguments[1], program.name().toLowerCase(Locale.ROOT)));
        }
    }
}
