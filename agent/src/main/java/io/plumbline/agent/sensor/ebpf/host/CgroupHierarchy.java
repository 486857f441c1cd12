// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cgroup hierarchy that has the containers: the unified one wherever it is mounted, else that of the memory controller.
 *
 * @param mount where it is mounted
 * @param prefix of its lines in /proc/PID/cgroup
 * @param controller number of the controller in the kernel; -1 for the unified hierarchy
 * @param number of the hierarchy; 0 for the unified one
 */
public record CgroupHierarchy(Path mount, String prefix, int controller, int number) {
    /** Of the memory controller in enum cgroup_subsys_id of kernels with the usual configuration. */
    private static final int MEMORY = 4;

    /** Inode of the root of any hierarchy. */
    private static final long ROOT = 1;

    /** Reads the mounts of this process; throws when it sees no cgroups. */
    public static CgroupHierarchy find(Path proc) throws IOException {
        List<String> mounts = Files.readAllLines(proc.resolve("self/mountinfo"));
        Optional<Path> unified = mounted(mounts, "cgroup2", null);
        if (unified.isPresent()) {
            // A container sees its own cgroup there: programs attached to that would see nothing but the agent.
            if ((long) Files.getAttribute(unified.get(), "unix:ino") != ROOT) {
                throw new IOException("cgroups: " + unified.get()
                        + " is not the root of the node's (expected: the host's /sys/fs/cgroup, mounted there)");
            }
            return new CgroupHierarchy(unified.get(), "0::", -1, 0);
        }
        Path memory = mounted(mounts, "cgroup", "memory")
                .orElseThrow(() -> new IOException("cgroups: not mounted (expected: the host's /sys/fs/cgroup)"));
        for (String line : Files.readAllLines(proc.resolve("self/cgroup"))) {
            String[] fields = line.split(":", 3);
            if (fields.length == 3 && List.of(fields[1].split(",", -1)).contains("memory")) {
                return new CgroupHierarchy(
                        memory, fields[0] + ":" + fields[1] + ":", MEMORY, Integer.parseInt(fields[0]));
            }
        }
        throw new IOException("cgroups: no memory controller (expected: cgroup2, or cgroup with memory)");
    }

    /** True for the hierarchy that programs of cgroups can be attached to. */
    public boolean unified() {
        return controller < 0;
    }

    /** Format: proc(5), /proc/pid/mountinfo. */
    private static Optional<Path> mounted(List<String> mounts, String type, @Nullable String option) {
        // Of several the last counts: it lies on top.
        for (String line : mounts.reversed()) {
            int separator = line.indexOf(" - ");
            String[] before = line.split(" ", 6);
            String[] after = separator < 0
                    ? new String[0]
                    : line.substring(separator + 3).split(" ", 3);
            if (before.length > 4
                    && after.length == 3
                    && after[0].equals(type)
                    && (option == null || List.of(after[2].split(",", -1)).contains(option))) {
                return Optional.of(Path.of(before[4]));
            }
        }
        return Optional.empty();
    }
}
