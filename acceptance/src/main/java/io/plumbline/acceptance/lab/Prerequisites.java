// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The things that a machine must have for a lab. */
public final class Prerequisites {
    private static final List<String> PROGRAMS = List.of(
            "/usr/bin/containerd",
            "/usr/sbin/runc",
            "/usr/lib/cni/bridge",
            "/usr/sbin/iptables",
            "/bin/busybox",
            "/usr/bin/gcc",
            "/usr/bin/jq");

    private Prerequisites() {}

    /** Says what is missing; empty when a lab can run. */
    public static List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (!isRoot()) {
            missing.add("not root");
        }
        if (!contains(Path.of("/proc/filesystems"), "overlay")) {
            missing.add("no overlay file system in /proc/filesystems");
        }
        PROGRAMS.stream()
                .filter(program -> !Files.isExecutable(Path.of(program)))
                .forEach(program -> missing.add("no " + program + " (make setup installs it)"));
        return missing;
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid && uid == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }
}
