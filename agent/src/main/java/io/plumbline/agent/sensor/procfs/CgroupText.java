// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

/** What can be told of a /proc/PID/cgroup text without knowing any container runtime. */
final class CgroupText {
    private CgroupText() {}

    /**
     * Whether the text can be that of a process that is ending. The kernel shows "/" in every version 1 hierarchy as soon as a
     * process begins to exit, which reads exactly like a process of the host: such a text of such a process tells nothing.
     */
    static boolean blankedByExit(String text) {
        boolean versionOne = false;
        for (String line : text.lines().toList()) {
            int first = line.indexOf(':');
            int second = line.indexOf(':', first + 1);
            if (first < 0 || second < 0) {
                continue;
            }
            boolean unified = line.startsWith("0::");
            if (!line.substring(second + 1).equals("/")) {
                return false;
            }
            versionOne |= !unified;
        }
        return versionOne;
    }
}
