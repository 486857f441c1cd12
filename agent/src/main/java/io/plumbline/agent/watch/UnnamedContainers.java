// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What containers did before the runtime named them. The kernel is faster than the runtime, so it waits here, bounded: at most
 * {@value #MOST_CONTAINERS} containers with {@value #MOST_WAITING_EACH} tasks each, which hold 2 MiB together. What does not fit, and what is never named,
 * is counted. Owned by the pipeline thread.
 */
final class UnnamedContainers {
    private static final int MOST_CONTAINERS = 1024;
    private static final int MOST_WAITING_EACH = 256;
    private static final long MOST_BYTES = 2 << 20;
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Map<String, Waiting> containers = new LinkedHashMap<>();
    private long held;
    private long unattributed;

    private record Task(int bytes, Consumer<WatchedContainer> task) {}

    private record Waiting(long sinceNanos, List<Task> tasks) {}

    /** {@code bytes}: what the task holds while it waits. */
    void await(String containerId, long nowNanos, int bytes, Consumer<WatchedContainer> task) {
        Waiting waiting = containers.get(containerId);
        if (waiting == null && containers.size() < MOST_CONTAINERS) {
            waiting = new Waiting(nowNanos, new ArrayList<>());
            containers.put(containerId, waiting);
        }
        if (waiting != null && waiting.tasks.size() < MOST_WAITING_EACH && held + bytes <= MOST_BYTES) {
            waiting.tasks.add(new Task(bytes, task));
            held += bytes;
        } else {
            unattributed++;
        }
    }

    /** The runtime named one: what waited for it is done when it is ready. */
    void named(WatchedContainer container) {
        Waiting waited = containers.remove(container.id());
        if (waited != null) {
            waited.tasks.forEach(task -> {
                held -= task.bytes;
                container.whenReady(task.bytes, () -> task.task.accept(container));
            });
        }
    }

    /** Gives up those that wait since before {@code listedNanos}, when the runtime had listed what is there, and for too long. */
    void expire(long listedNanos, long nowNanos) {
        containers.values().removeIf(waiting -> {
            boolean over = nowNanos - Math.max(waiting.sinceNanos, listedNanos) > PATIENCE_NANOS;
            if (over) {
                unattributed += waiting.tasks.size();
                waiting.tasks.forEach(task -> held -= task.bytes);
            }
            return over;
        });
    }

    /** What happened in containers that the runtime never named. */
    long unattributed() {
        return unattributed;
    }
}
