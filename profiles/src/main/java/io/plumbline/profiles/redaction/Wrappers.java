// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.redaction;

import java.util.Set;

/** Programs that run another one, which stands among their arguments. */
public final class Wrappers {
    private static final Set<String> NAMES = Set.of(
            "timeout",
            "nice",
            "ionice",
            "env",
            "sudo",
            "doas",
            "su",
            "runuser",
            "setpriv",
            "gosu",
            "su-exec",
            "nohup",
            "xargs",
            "stdbuf",
            "chroot",
            "unshare",
            "nsenter",
            "setsid",
            "flock",
            "time",
            "watch",
            "strace",
            "taskset",
            "tini",
            "dumb-init",
            "busybox",
            "toybox",
            "exec",
            "command");

    private Wrappers() {}

    /** True for the file name of such a program. */
    public static boolean contains(String program) {
        return NAMES.contains(program);
    }
}
