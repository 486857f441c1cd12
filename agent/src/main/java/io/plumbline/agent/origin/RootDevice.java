// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import java.nio.file.Path;

/** The superblock of a container's root: what lies in a lower layer of it is the image's. */
public final class RootDevice {
    private RootDevice() {}

    /** st_dev of the root of a process; 0 when the process is gone. {@code proc}: the /proc of the host's pid namespace. */
    public static long of(Path proc, int pid) {
        return pid <= 0
                ? 0
                : MountTable.read(proc, pid)
                        .mountOf("/")
                        .map(MountTable.Mount::device)
                        .orElse(0L);
    }
}
