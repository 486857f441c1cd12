// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A small static program that does what its first argument names (deeds.c), in a directory that all users may enter and that goes
 * when this is closed.
 */
public final class Deeds implements AutoCloseable {
    private final Path directory;
    private final Path program;

    private Deeds(Path directory) {
        this.directory = directory;
        program = directory.resolve("deeds");
    }

    /** Makes it. */
    public static Deeds compile() throws IOException {
        Deeds deeds = new Deeds(Files.createTempDirectory("deeds").toRealPath());
        Files.setPosixFilePermissions(deeds.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        CompiledProgram.DEEDS.make(deeds.program);
        return deeds;
    }

    public Path program() {
        return program;
    }

    /** A place for the files of a test. */
    public Path directory() {
        return directory;
    }

    /** A copy of the program elsewhere; directories are made as needed. */
    public Path copyTo(Path target) throws IOException {
        Files.createDirectories(target.getParent());
        return Files.copy(program, target);
    }

    /** Begins a deed; {@code arguments}: its name and what it wants to know. Its output goes nowhere. */
    public Process start(String... arguments) throws IOException {
        return builder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Does a deed to its end; returns the pid that it had. */
    public int run(String... arguments) throws IOException {
        return succeed(builder(arguments));
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(directory.toFile());
    }

    /** Runs a shell script with the program as $DEEDS and the directory as $DIR and current; returns the pid of the shell. */
    public int shell(String... scriptAndPrefix) throws IOException {
        List<String> command = new ArrayList<>(List.of(scriptAndPrefix).subList(1, scriptAndPrefix.length));
        command.addAll(List.of("sh", "-euc", scriptAndPrefix[0]));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(Map.of("DEEDS", program.toString(), "DIR", directory.toString()));
        return succeed(builder);
    }

    /** Runs a command that must end with 0; returns the pid that it had. */
    public static int succeed(ProcessBuilder command) throws IOException {
        Process process = command.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command.command() + ": " + process.exitValue() + " (expected: 0): " + output);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
        return (int) process.pid();
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
