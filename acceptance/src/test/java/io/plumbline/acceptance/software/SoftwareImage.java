// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.software;

import io.plumbline.acceptance.lab.image.ImageConfig;
import io.plumbline.acceptance.lab.image.ImageRecipe;
import io.plumbline.acceptance.lab.runtime.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.spi.ToolProvider;

/** Ordinary servers with the scripts and settings that they are run with, and small programs that stand for others. */
final class SoftwareImage implements ImageRecipe {
    /** Where each file of the test's resources goes. */
    private static final Map<String, String> FILES = Map.of(
            "database.sh", "usr/local/bin/docker-entrypoint.sh",
            "shell.sh", "usr/local/bin/shell.sh",
            "rotated.sh", "usr/local/bin/rotated.sh",
            "uploads.js", "opt/app/uploads.js",
            "app.py", "opt/app/app.py",
            "supervisord.conf", "etc/supervisord.conf",
            "rotation", "etc/cron.d/rotation",
            "rotation.conf", "etc/rotation.conf",
            "weblog.conf", "etc/weblog.conf");

    @Override
    public ImageRecipe base() {
        return new ServerPackages();
    }

    @Override
    public String shortName() {
        return "software";
    }

    @Override
    public String ingredients() throws IOException {
        StringBuilder text = new StringBuilder("software 2");
        for (Map.Entry<String, String> file : new TreeMap<>(FILES).entrySet()) {
            text.append('\n').append(file.getValue()).append('\n').append(SoftwareFile.text(file.getKey()));
        }
        return text.append(SoftwareFile.text("Main.java"))
                .append(SoftwareFile.text("dotnet.c"))
                .append(SoftwareFile.text("bundle.c"))
                .toString();
    }

    @Override
    public void fill(Path root) throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            SoftwareFile.copy(file.getKey(), root.resolve(file.getValue()));
        }
        Path app = root.resolve("opt/app");
        compileJava(app);
        compileC("dotnet.c", app.resolve("dotnet"), "-pie");
        compileC("bundle.c", app.resolve("bundle.so"), "-shared");
        letRootIn(root.resolve("root/.ssh"));
    }

    private static void compileJava(Path directory) throws IOException {
        Path source = Files.writeString(directory.resolve("Main.java"), SoftwareFile.text("Main.java"));
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        int failed =
                compiler.run(System.out, System.err, "--release", "17", "-d", directory.toString(), source.toString());
        if (failed != 0) {
            throw new IOException("javac: status " + failed + " (expected: 0)");
        }
    }

    private static void compileC(String name, Path target, String kind) throws IOException {
        Path source = Files.createTempFile(target.getParent(), "source", ".c");
        try {
            Files.writeString(source, SoftwareFile.text(name));
            Command.of(
                            "gcc",
                            "-O1",
                            "-s",
                            "-Wall",
                            "-Werror",
                            "-fPIC",
                            kind,
                            "-o",
                            target.toString(),
                            source.toString())
                    .run();
        } finally {
            Files.delete(source);
        }
    }

    /** Makes a key pair, by which the container's own client may log in. */
    private static void letRootIn(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path key = directory.resolve("id_ed25519");
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "client", "-f", key.toString())
                .run();
        Files.copy(directory.resolve("id_ed25519.pub"), directory.resolve("authorized_keys"));
    }

    @Override
    public ImageConfig config() {
        return new ImageConfig(List.of(), List.of("/bin/bash"));
    }
}
