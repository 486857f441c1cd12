// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes.direct;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pods that wait for their context to be read: the latest state of each, at most {@link #LIMIT}; when full, new pods are
 * dropped and counted (the informer tells them again when they change). Thread-safe.
 */
final class PodQueue {
    static final int LIMIT = 4096;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int DOUBLINGS = 6;

    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long dropped;

    PodQueue(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void put(Pod pod) {
        String uid = pod.getMetadata().getUid();
        if (entries.size() >= LIMIT && !entries.containsKey(uid)) {
            dropped++;
            return;
        }
        entries.put(uid, new Entry(pod, 0, nanoTime.getAsLong()));
        notifyAll();
    }

    synchronized void remove(String uid) {
        entries.remove(uid);
    }

    /** Puts back what could not be read, to be taken after a pause; does nothing when a newer state waits already. */
    synchronized void again(Entry failed) {
        if (entries.size() < LIMIT) {
            Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(failed.failures(), DOUBLINGS));
            Entry later = new Entry(failed.pod(), failed.failures() + 1, nanoTime.getAsLong() + pause.toNanos());
            @Nullable
            Entry newer = entries.putIfAbsent(failed.pod().getMetadata().getUid(), later);
            if (newer == null) {
                notifyAll();
            }
        }
    }

    /** The first entry that is due; empty after {@code wait}. */
    synchronized Optional<Entry> take(Duration wait) throws InterruptedException {
        long deadline = nanoTime.getAsLong() + wait.toNanos();
        while (true) {
            long now = nanoTime.getAsLong();
            long wake = deadline;
            for (Map.Entry<String, Entry> entry : entries.entrySet()) {
                if (entry.getValue().dueNanos() - now <= 0) {
                    entries.remove(entry.getKey());
                    return Optional.of(entry.getValue());
                }
                wake = entry.getValue().dueNanos() - wake < 0 ? entry.getValue().dueNanos() : wake;
            }
            if (deadline - now <= 0) {
                return Optional.empty();
            }
            wait(Math.max(1, Duration.ofNanos(wake - now).toMillis()));
        }
    }

    synchronized boolean isEmpty() {
        return entries.isEmpty();
    }

    synchronized long dropped() {
        return dropped;
    }

    /** A pod, how often its context could not be read, and when to try. */
    record Entry(Pod pod, int failures, long dueNanos) {}
}
