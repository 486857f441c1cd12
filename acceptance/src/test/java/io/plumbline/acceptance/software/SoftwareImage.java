// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.software;

import io.plumbline.acceptance.lab.image.ImageConfig;
import io.plumbline.acceptance.lab.image.ImageRecipe;
import io.plumbline.acceptance.lab.runtime.Command;
import io.plumbline.acceptance.lab.runtime.DebianMirror;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;

/** Debian's packages of ordinary servers, with the scripts and settings that they are run with. About two minutes to make. */
final class SoftwareImage implements ImageRecipe {
    private static final List<String> PACKAGES = List.of(
            "postgresql-15",
            "nginx-light",
            "php8.2-fpm",
            "redis-server",
            "openjdk-17-jre-headless",
            "nodejs",
            "python3-minimal",
            "supervisor",
            "gunicorn",
            "cron",
            "logrotate",
            "openssh-server",
            "openssh-client",
            "procps",
            "curl");

    /** Where each file of the test's resources goes. */
    private static final Map<String, String> FILES = new LinkedHashMap<>();

    static {
        FILES.put("database.sh", "usr/local/bin/docker-entrypoint.sh");
        FILES.put("shell.sh", "usr/local/bin/shell.sh");
        FILES.put("uploads.js", "opt/app/uploads.js");
        FILES.put("app.py", "opt/app/app.py");
        FILES.put("supervisord.conf", "etc/supervisord.conf");
        FILES.put("rotation", "etc/cron.d/rotation");
        FILES.put("rotation.conf", "etc/rotation.conf");
    }

    @Override
    public String shortName() {
        return "software";
    }

    @Override
    public String ingredients() throws IOException {
        StringBuilder text =
                new StringBuilder("software 1 " + DebianMirror.codename() + " " + String.join(" ", PACKAGES));
        for (String file : FILES.keySet()) {
            text.append('\n').append(resource(file));
        }
        return text.append(resource("Main.java")).toString();
    }

    @Override
    public void fill(Path root) throws IOException {
        // A mount namespace of its own: what debootstrap mounts goes with it, also when it is killed.
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "debootstrap", "--variant=minbase"));
        command.add("--include=" + String.join(",", PACKAGES));
        command.addAll(List.of(DebianMirror.codename(), root.toString(), DebianMirror.find()));
        Command.of(command).within(Duration.ofMinutes(10)).run();
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Path path = root.resolve(file.getValue());
            Files.createDirectories(path.getParent());
            Files.writeString(path, resource(file.getKey()));
            boolean program = file.getValue().contains("/bin/");
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
        compile(root.resolve("opt/app"));
        letRootIn(root.resolve("root/.ssh"));
    }

    private static void compile(Path directory) throws IOException {
        Path source = Files.writeString(directory.resolve("Main.java"), resource("Main.java"));
        ToolProvider compiler = ToolProvider.findFirst("javac").orElseThrow();
        int failed =
                compiler.run(System.out, System.err, "--release", "17", "-d", directory.toString(), source.toString());
        if (failed != 0) {
            throw new IOException("javac: status " + failed + " (expected: 0)");
        }
    }

    /** A key pair, by which the container's own client may log in. */
    private static void letRootIn(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path key = directory.resolve("id_ed25519");
        Command.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "client", "-f", key.toString())
                .run();
        Files.copy(directory.resolve("id_ed25519.pub"), directory.resolve("authorized_keys"));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = SoftwareImage.class.getResourceAsStream("/software/" + name)) {
            if (in == null) {
                throw new IOException(name + ": missing (expected: among the resources of the tests)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public List<String> excluded() {
        return List.of(
                "var/cache/apt",
                "var/lib/apt/lists",
                "usr/share/doc",
                "usr/share/locale",
                "usr/share/man",
                "usr/lib/llvm-14");
    }

    @Override
    public ImageConfig config() {
        return new ImageConfig(List.of(), List.of("/bin/bash"));
    }
}
