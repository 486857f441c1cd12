// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

import java.nio.file.Path;

/**
 * The directories in which one instance keeps what it has: run-time files under a short path (unix sockets allow 107 bytes),
 * data on disk.
 *
 * @param name unique on this machine, at most 40 characters of [a-z0-9-]
 */
public record NodePaths(String name) {
    /** The parent of all run-time directories. */
    public static final Path RUN = Path.of("/run/plumbline-lab");

    private static final Path DATA = Path.of("/var/lib/plumbline-lab");

    public NodePaths {
        if (!name.matches("[a-z0-9-]{1,40}")) {
            throw new IllegalArgumentException("name: " + name + " (expected: 1 to 40 characters of a-z, 0-9 and -)");
        }
    }

    /** Sockets, configuration and logs; gone after the node's end. */
    public Path run() {
        return RUN.resolve(name);
    }

    /** Images, snapshots and volumes; gone after the node's end. */
    public Path data() {
        return DATA.resolve(name);
    }

    public Path socket() {
        return run().resolve("containerd.sock");
    }

    Path state() {
        return run().resolve("state");
    }

    Path root() {
        return data().resolve("containerd");
    }

    Path configuration() {
        return run().resolve("config.toml");
    }

    Path log() {
        return run().resolve("containerd.log");
    }

    /** A file that holds the node's network namespace. */
    public Path networkNamespace() {
        return run().resolve("netns");
    }

    Path mountNamespace() {
        return run().resolve("ns/mnt");
    }

    /** The subtree of every cgroup hierarchy that is this node's alone. */
    public String cgroupRoot() {
        return "/plumbline-" + name;
    }

    /** The name in CNI's result cache, which all containerd instances of a machine share. */
    String networkName() {
        return "plumbline-" + name;
    }

    /** Volumes of pods, laid out as a kubelet does. */
    public Path kubelet() {
        return data().resolve("kubelet");
    }

    public Path podLogs() {
        return data().resolve("logs");
    }
}
