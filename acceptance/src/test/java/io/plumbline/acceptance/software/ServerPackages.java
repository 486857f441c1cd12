// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.software;

import io.plumbline.acceptance.lab.image.ImageConfig;
import io.plumbline.acceptance.lab.image.ImageRecipe;
import io.plumbline.acceptance.lab.runtime.Command;
import io.plumbline.acceptance.lab.runtime.DebianMirror;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Debian's packages of ordinary servers and nothing else. About two minutes to make. */
final class ServerPackages implements ImageRecipe {
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

    @Override
    public String shortName() {
        return "servers";
    }

    @Override
    public String ingredients() throws IOException {
        return "servers 1 " + DebianMirror.codename() + " " + String.join(" ", PACKAGES);
    }

    @Override
    public void fill(Path root) throws IOException {
        // A mount namespace of its own: what debootstrap mounts goes with it, also when it is killed.
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "debootstrap", "--variant=minbase"));
        command.add("--include=" + String.join(",", PACKAGES));
        command.addAll(List.of(DebianMirror.codename(), root.toString(), DebianMirror.find()));
        Command.of(command).within(Duration.ofMinutes(10)).run();
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
