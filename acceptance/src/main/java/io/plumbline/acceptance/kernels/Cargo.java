// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels;

import io.plumbline.acceptance.kernels.guest.Machine;
import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.acceptance.lab.runtime.Command;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** What a guest gets from this checkout, as /plumbline: the packaged agent, and the program that it runs. */
final class Cargo {
    private final Path directory;

    private Cargo(Path directory) {
        this.directory = directory;
    }

    /** Makes one in a directory that is emptied before; {@code script}: what the guest does. */
    static Cargo pack(Path directory, Machine machine, Path script) throws IOException {
        Command.of("rm", "-rf", directory.toString()).run();
        Files.createDirectories(directory.resolve("live/lib"));
        Files.createDirectories(directory.resolve("programs"));
        Path agent = Checkout.root().resolve("agent/target");
        copy(agent.resolve("plumbline-agent"), directory.resolve("agent"));
        for (String classes : List.of("classes", "test-classes")) {
            copy(agent.resolve(classes), directory.resolve("live").resolve(classes));
        }
        String classPath = Files.readString(agent.resolve("test-class-path")).strip();
        for (String jar : classPath.split(":", -1)) {
            copy(Path.of(jar), directory.resolve("live/lib"));
        }
        Command.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        agent.resolve("test-classes") + ":" + agent.resolve("classes") + ":" + classPath,
                        "io.plumbline.agent.testing.CompiledProgram",
                        machine.compiler(),
                        directory.resolve("programs").toString())
                .run();
        Cargo cargo = new Cargo(directory);
        for (String name : List.of("start", "check-live")) {
            cargo.add(name, resource(name));
        }
        cargo.add("run", Files.readAllBytes(script));
        return cargo;
    }

    Path directory() {
        return directory;
    }

    private static void copy(Path from, Path to) throws IOException {
        Command.of("cp", "-a", from.toString(), to.toString()).run();
    }

    private void add(String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Cargo.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException("resource: " + name + " (expected: beside " + Cargo.class + ")");
            }
            return in.readAllBytes();
        }
    }
}
