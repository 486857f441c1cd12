// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs of programs that the kernel left out because the same program was running on the same processor already; it counts them for
 * each program (Linux 5.12 and newer). Not thread-safe.
 */
final class MissedRuns {
    private static final Pattern MISSES = Pattern.compile("(?m)^recursion_misses:\\s*(\\d{1,18})$");

    private final List<Path> files;
    private long told;

    /** {@code programs}: descriptors of this process. */
    MissedRuns(List<Integer> programs) {
        files = programs.stream()
                .map(descriptor -> Path.of("/proc/self/fdinfo", descriptor.toString()))
                .toList();
        told = sum();
    }

    /** How many were missed since the last call. */
    long take() {
        long sum = sum();
        long since = Math.max(0, sum - told);
        told = sum;
        return since;
    }

    private long sum() {
        long sum = 0;
        for (Path file : files) {
            try {
                Matcher matcher = MISSES.matcher(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII));
                sum += matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
            } catch (IOException unreadable) {
                // Nothing to add.
            }
        }
        return sum;
    }
}
