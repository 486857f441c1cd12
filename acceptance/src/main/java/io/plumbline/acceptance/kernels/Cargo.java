// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels;

import io.plumbline.acceptance.kernels.guest.Disk;
import io.plumbline.acceptance.kernels.guest.GuestMachine;
import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.acceptance.lab.runtime.Command;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The files that guests get from this checkout, as /plumbline: the packaged agent, its live tests, and what they do there.
 */
final class Cargo {
    private static final List<String> SCRIPTS = List.of(
            "start",
            "capable",
            "run-live",
            "check-probe",
            "check-rights",
            "check-agent",
            "check-live",
            "check-live-plain",
            "check-live-short",
            "check-hotplug",
            "check-memlock",
            "check-drift");

    private final Path directory;

    private Cargo(Path directory) {
        this.directory = directory;
    }

    /** Collects it for guests of a machine, in a directory that is emptied before. */
    static Cargo collect(Path directory, GuestMachine machine) throws IOException {
        Command.of("rm", "-rf", directory.toString()).run();
        Path live = directory.resolve("live");
        Files.createDirectories(live.resolve("lib"));
        Path agent = Checkout.root().resolve("agent/target");
        copy(agent.resolve("plumbline-agent"), directory.resolve("agent"));
        copy(agent.resolve("classes"), live);
        copy(agent.resolve("test-classes"), live);
        for (String jar :
                Files.readString(agent.resolve("test-class-path")).strip().split(":", -1)) {
            copy(Path.of(jar), live.resolve("lib"));
        }
        Path programs = Files.createDirectories(directory.resolve("programs"));
        Command.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        live.resolve("test-classes") + ":" + live.resolve("lib") + "/*",
                        "io.plumbline.agent.testing.CompiledProgram",
                        machine.compiler(),
                        programs.toString())
                .run();
        Cargo cargo = new Cargo(directory);
        for (String script : SCRIPTS) {
            cargo.add(script, resource(script));
        }
        return cargo;
    }

    /** Adds a program that a guest may run. */
    void add(String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Writes it as a disk beside its directory. */
    Path disk() throws IOException {
        Path disk = directory.resolveSibling(directory.getFileName() + ".img");
        Disk.write(directory, disk);
        return disk;
    }

    private static void copy(Path from, Path to) throws IOException {
        Command.of("cp", "-a", from.toString(), to.toString()).run();
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
