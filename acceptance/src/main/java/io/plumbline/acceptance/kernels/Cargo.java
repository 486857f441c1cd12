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

/** What a guest gets from this checkout, as /plumbline: the packaged agent, and the program that it runs. */
final class Cargo {
    private final Path directory;

    private Cargo(Path directory) {
        this.directory = directory;
    }

    /** Makes one in a directory that is emptied before; {@code script}: what the guest does. */
    static Cargo pack(Path directory, Machine machine, Path script) throws IOException {
        Command.of("rm", "-rf", directory.toString()).run();
        Files.createDirectories(directory);
        Path agent = Checkout.root().resolve("agent/target/plumbline-agent");
        Command.of("cp", "-a", agent.toString(), directory.resolve("agent").toString())
                .run();
        Cargo cargo = new Cargo(directory);
        cargo.add("start", resource("start"));
        cargo.add("run", Files.readAllBytes(script));
        return cargo;
    }

    Path directory() {
        return directory;
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
