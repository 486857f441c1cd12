// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time of each thread of a process, exact to a nanosecond: for times too short for the ticks of {@link CpuTime}.
 *
 * @param nanos by thread id
 */
public record ThreadTimes(Map<Long, Long> nanos) {
    public ThreadTimes {
        nanos = Map.copyOf(nanos);
    }

    /** Reads /proc/PID/task/TID/schedstat of all threads. */
    public static ThreadTimes of(long pid) throws IOException {
        Map<Long, Long> nanos = new HashMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads.toList()) {
                try {
                    String text = Files.readString(thread.resolve("schedstat"), StandardCharsets.US_ASCII);
                    nanos.put(
                            Long.valueOf(thread.getFileName().toString()),
                            Long.valueOf(text.strip().split(" ", 2)[0]));
                } catch (NoSuchFileException ended) {
                    // What a thread used that ends between two looks is not in any sum.
                }
            }
        }
        return new ThreadTimes(nanos);
    }

    /** The nanoseconds that the threads that are still there have used since then. */
    public long nanosSince(ThreadTimes before) {
        return nanos.entrySet().stream()
                .mapToLong(thread -> thread.getValue() - before.nanos.getOrDefault(thread.getKey(), 0L))
                .sum();
    }
}
