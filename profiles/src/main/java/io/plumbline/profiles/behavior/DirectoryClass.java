// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

/** In what kind of directory a process works. */
public enum DirectoryClass {
    UNKNOWN,
    ROOT,
    TEMPORARY,
    OTHER;

    /** Class of an absolute path; {@code /tmp}, {@code /var/tmp}, {@code /dev/shm} and {@code /run} are temporary. */
    public static DirectoryClass of(String path) {
        if (path.equals("/")) {
            return ROOT;
        }
        for (String temporary : new String[] {"/tmp", "/var/tmp", "/dev/shm", "/run", "/var/run"}) {
            if (path.equals(temporary) || path.startsWith(temporary + "/")) {
                return TEMPORARY;
            }
        }
        return OTHER;
    }
}
