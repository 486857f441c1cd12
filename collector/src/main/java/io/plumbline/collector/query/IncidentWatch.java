// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.query;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.plumbline.collector.incidents.IncidentFeed;
import io.plumbline.collector.metrics.CollectorMetrics;
import io.plumbline.collector.store.IncidentCursor;
import io.plumbline.collector.store.IncidentFilter;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.StoreException;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.WatchIncidentsRequest;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One person who watches. Between the writer and the network lies a queue of {@value #QUEUE} incidents; when it is
 * full the watch is ended (RESOURCE_EXHAUSTED), and counted: a silent gap would be worse.
 */
final class IncidentWatch implements IncidentFeed.Watcher, Runnable {
    static final int QUEUE = 1_024;
    private static final int PAGE = 200;

    private final WatchIncidentsRequest request;
    private final IncidentFilter filter;
    private final ServerCallStreamObserver<IncidentRecord> out;
    private final Store store;
    private final IncidentFeed feed;
    private final CollectorMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<IncidentRecord> queue = new ArrayDeque<>();
    private @Nullable Status end;

    IncidentWatch(
            WatchIncidentsRequest request,
            ServerCallStreamObserver<IncidentRecord> out,
            Store store,
            IncidentFeed feed,
            CollectorMetrics metrics) {
        this.request = request;
        this.filter = IncidentFilter.of(
                request.getNamespace(), request.getWorkload(), Set.of(), request.getMinimumSeverity());
        this.out = out;
        this.store = store;
        this.feed = feed;
        this.metrics = metrics;
    }

    /** Begins the watch. To be called within the call, before it returns. */
    void begin() {
        out.setOnReadyHandler(this::wake);
        out.setOnCancelHandler(() -> end(Status.CANCELLED));
        feed.add(this);
        Thread.ofVirtual().name("plumbline-watch").start(this);
    }

    @Override
    public void stored(IncidentRecord record) {
        if (!filter.accepts(record)) {
            return;
        }
        lock.lock();
        try {
            if (queue.size() < QUEUE) {
                queue.add(record);
                changed.signalAll();
                return;
            }
        } finally {
            lock.unlock();
        }
        metrics.watcherDropped();
        end(Status.RESOURCE_EXHAUSTED.withDescription("watch: " + QUEUE
                + " incidents behind (expected: a reader that keeps up; watch again with include_open to resume)"));
    }

    @Override
    public void closing() {
        end(Status.UNAVAILABLE.withDescription("collector: shutting down (expected: watch again)"));
    }

    @Override
    public void run() {
        Status why;
        try {
            Map<String, IncidentRecord> shown = request.getIncludeOpen() ? sendOpen() : Map.of();
            IncidentRecord next;
            while ((next = take()) != null) {
                IncidentRecord before = shown.get(next.getIncident().getIncidentId());
                if (before == null || !same(before, next)) {
                    out.onNext(next);
                }
            }
            why = ended();
        } catch (StoreException unreadable) {
            why = Status.UNAVAILABLE.withDescription(unreadable.getMessage());
        } catch (InterruptedException leave) {
            Thread.currentThread().interrupt();
            why = Status.CANCELLED;
        } finally {
            feed.remove(this);
        }
        if (!out.isCancelled()) {
            out.onError(why.asRuntimeException());
        }
    }

    /**
     * Sends the incidents that were open at the beginning, newest first; a revision that is stored meanwhile is not shown
     * twice.
     */
    private Map<String, IncidentRecord> sendOpen() throws InterruptedException {
        var open = new IncidentFilter(
                filter.namespace(),
                filter.workload(),
                Set.of(IncidentStatus.INCIDENT_STATUS_OPEN),
                filter.minimumSeverity());
        Map<String, IncidentRecord> shown = new HashMap<>();
        IncidentCursor cursor = null;
        List<IncidentRecord> page;
        do {
            page = store.incidents(open, cursor, PAGE);
            for (IncidentRecord record : page) {
                if (!awaitReady()) {
                    return shown;
                }
                out.onNext(record);
                shown.put(record.getIncident().getIncidentId(), record);
                cursor = new IncidentCursor(
                        record.getUpdatedAtUnixNanos(), record.getIncident().getIncidentId());
            }
        } while (page.size() == PAGE);
        return shown;
    }

    private static boolean same(IncidentRecord one, IncidentRecord other) {
        return one.getIncident().getRevision() == other.getIncident().getRevision()
                && one.getStatus() == other.getStatus();
    }

    private boolean awaitReady() throws InterruptedException {
        lock.lock();
        try {
            while (end == null && !out.isReady()) {
                changed.await();
            }
            return end == null;
        } finally {
            lock.unlock();
        }
    }

    /** The next incident once the reader can take it; null when the watch has ended. */
    private @Nullable IncidentRecord take() throws InterruptedException {
        lock.lock();
        try {
            while (end == null && (queue.isEmpty() || !out.isReady())) {
                changed.await();
            }
            return end == null ? queue.poll() : null;
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end(Status why) {
        lock.lock();
        try {
            if (end == null) {
                end = why;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        feed.remove(this);
    }

    private Status ended() {
        lock.lock();
        try {
            return end == null ? Status.CANCELLED : end;
        } finally {
            lock.unlock();
        }
    }
}
