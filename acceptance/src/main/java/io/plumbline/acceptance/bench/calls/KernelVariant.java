// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from an agent's log how it watches use of the kernel. */
final class KernelVariant {
    /** A program at the exit of every system call. */
    static final String SYS_EXIT = "sys-exit";

    /** Signal kernel is not watched. */
    static final String NONE = "none";

    private static final Pattern WATCHED = Pattern.compile("watched: kernel by ([a-z-]{1,40})");
    private static final String BEGUN = "watched: processes by ";

    private KernelVariant() {}

    /** True when it watches with programs in the kernel; what it says of all signals it says at once. */
    static boolean isTold(String log) {
        return log.contains(BEGUN);
    }

    /** The variant's name, or {@link #NONE}. */
    static String of(String log) {
        Matcher matcher = WATCHED.matcher(log);
        return matcher.find() ? matcher.group(1) : NONE;
    }
}
