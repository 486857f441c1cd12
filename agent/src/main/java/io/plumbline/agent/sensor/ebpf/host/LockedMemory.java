// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.host;

import io.plumbline.agent.linux.KernelRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Before Linux 5.11, rings and tables of programs counted against the memory that a process may lock (RLIMIT_MEMLOCK); since then they
 * count as memory of its cgroup. libbpf raises the limit where CAP_SYS_RESOURCE allows it.
 */
final class LockedMemory {
    /** What rings and tables take at most with the largest rings is a multiple of this; what is less is surely too little. */
    private static final long NEEDED_BYTES = 24L << 20;

    private static final Pattern LIMIT = Pattern.compile("(?m)^Max locked memory +(\\d{1,18}|unlimited) ");

    private LockedMemory() {}

    /** In words, why programs may not get their memory; empty when that is not the reason. */
    static Optional<String> tooLittle(Path proc) {
        try {
            return tooLittle(KernelRelease.running(), Files.readString(proc.resolve("self/limits")));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Format: proc(5), /proc/pid/limits. */
    static Optional<String> tooLittle(KernelRelease kernel, String limits) {
        Matcher limit = LIMIT.matcher(limits);
        if (!kernel.isBefore(5, 11) || !limit.find() || limit.group(1).equals("unlimited")) {
            return Optional.empty();
        }
        return Long.parseLong(limit.group(1)) < NEEDED_BYTES
                ? Optional.of("RLIMIT_MEMLOCK: " + limit.group(1)
                        + " bytes (expected before Linux 5.11: unlimited, or CAP_SYS_RESOURCE)")
                : Optional.empty();
    }
}
