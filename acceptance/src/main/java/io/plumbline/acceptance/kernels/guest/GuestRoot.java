// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.kernels.guest;

import io.plumbline.acceptance.lab.runtime.Command;
import io.plumbline.acceptance.lab.runtime.PrivateApt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The root file system of guests: what packages hold, with none of their scripts run. It is the same for all kernels of a machine.
 *
 * @param directory with the disk and a static busybox
 */
public record GuestRoot(Path directory) {
    private static final String SUITE = "trixie";
    private static final String PACKAGED_JAVA = "openjdk-25-jre-headless";
    private static final List<String> PACKAGES = List.of(
            "base-files",
            "bash",
            "bpftool",
            "busybox-static",
            "containerd",
            "containernetworking-plugins",
            "coreutils",
            "dash",
            "findutils",
            "grep",
            "iproute2",
            "iptables",
            "kmod",
            "libbpf1",
            "libc-bin",
            "mount",
            "procps",
            "runc",
            "sed",
            "tar",
            "util-linux");

    /** Returns the root of a machine, made now if it is not in the cache. */
    public static GuestRoot of(GuestMachine machine, Cache cache) throws IOException {
        boolean own = machine == GuestMachine.ofThisMachine();
        String java = own ? "jdk" + Runtime.version().toString().replace('+', '_') : PACKAGED_JAVA;
        List<String> packages = new ArrayList<>(PACKAGES);
        if (!own) {
            packages.add(PACKAGED_JAVA);
        }
        // Another list of packages makes another root.
        String name = "root-%s-%s-%08x".formatted(machine.architecture(), java, packages.hashCode());
        return new GuestRoot(cache.get(name, (made, work) -> {
            Path root = work.resolve("root");
            PrivateApt.make(work.resolve("apt"), SUITE, machine.architecture()).unpackWithDependencies(packages, root);
            if (own) {
                copyJava(root.resolve("usr/lib/jvm/java"));
            }
            fill(root);
            Files.copy(root.resolve("usr/bin/busybox"), made.resolve("busybox"));
            Disk.write(root, made.resolve("root.img"));
        }));
    }

    /** This machine's own, where it fits: the cache of the packaged agent was made for it. */
    private static void copyJava(Path target) throws IOException {
        Files.createDirectories(target);
        Path home = Path.of(System.getProperty("java.home"));
        for (String part : List.of("bin", "conf", "lib", "release")) {
            Command.of("cp", "-a", home.resolve(part).toString(), target.toString())
                    .run();
        }
        Files.deleteIfExists(target.resolve("lib/src.zip"));
        Files.deleteIfExists(target.resolve("lib/ct.sym"));
    }

    /** Does what the packages' scripts would have done, as far as it is needed. */
    private static void fill(Path root) throws IOException {
        for (String place :
                List.of("dev", "proc", "sys", "run", "tmp", "root", "plumbline", "results", "usr/lib/modules")) {
            Files.createDirectories(root.resolve(place));
        }
        Files.writeString(root.resolve("etc/passwd"), """
                root:x:0:0:root:/root:/bin/bash
                nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
                """);
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nnogroup:x:65534:\n");
        Files.writeString(root.resolve("etc/hosts"), "127.0.0.1 localhost\n");
        Files.writeString(root.resolve("etc/hostname"), "guest\n");
        if (Files.notExists(root.resolve("usr/bin/sh"))) {
            Files.createSymbolicLink(root.resolve("usr/bin/sh"), Path.of("dash"));
        }
        Command.of(
                        "rm",
                        "-rf",
                        root.resolve("usr/share/doc").toString(),
                        root.resolve("usr/share/locale").toString())
                .run();
    }

    Path disk() {
        return directory.resolve("root.img");
    }

    Path busybox() {
        return directory.resolve("busybox");
    }
}
