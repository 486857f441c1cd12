// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

/**
 * The kind of node to start.
 *
 * @param name name within the lab, at most 16 characters of [a-z0-9-]; also the Kubernetes node name
 * @param version which containerd
 * @param unifiedCgroups true: the runtime sees cgroup2 alone, as on a current node; false: what the machine has
 * @param systemdNames true: cgroups named as the systemd driver names them
 */
public record NodeSpec(String name, RuntimeVersion version, boolean unifiedCgroups, boolean systemdNames) {
    public NodeSpec {
        if (!name.matches("[a-z0-9-]{1,16}")) {
            throw new IllegalArgumentException("name: " + name + " (expected: 1 to 16 characters of a-z, 0-9 and -)");
        }
    }

    /** Debian 12's containerd 1.6, the machine's own cgroup layout, cgroupfs names. */
    public static NodeSpec debian(String name) {
        return new NodeSpec(name, RuntimeVersion.DEBIAN, false, false);
    }

    /** containerd 2.x, cgroup2 alone, systemd's cgroup names: like a current node. */
    public static NodeSpec current(String name) {
        return new NodeSpec(name, RuntimeVersion.CURRENT, true, true);
    }
}
