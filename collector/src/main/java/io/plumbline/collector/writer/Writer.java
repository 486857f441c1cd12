// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.writer;

import io.plumbline.collector.store.ChangeBatch;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code plumbline-writer}: owns all state that changes, and commits what it gathered in groups.
 *
 * <p>Its queue holds {@value #QUEUE} pieces of work and blocks whoever adds more: those are virtual threads, one per
 * stream at most, so that a slow disk slows the streams down and nothing else.
 */
public final class Writer implements AutoCloseable {
    private static final int QUEUE = 8_192;
    private static final int GROUP = 512;
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE);
    private final List<Tick> ticks = new ArrayList<>();
    private final Store store;
    private final WriterObserver observer;
    private final LongSupplier nanoTime;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean failing;

    public Writer(Store store, WriterObserver observer, LongSupplier nanoTime) {
        this.store = store;
        this.observer = observer;
        this.nanoTime = nanoTime;
        this.thread = Thread.ofPlatform().name("plumbline-writer").unstarted(this::run);
    }

    /** Lets {@code action} run on the writer's thread about every {@code period}; to be called before {@link #start}. */
    public void every(Duration period, Consumer<Turn> action) {
        ticks.add(new Tick(period.toNanos(), action, nanoTime.getAsLong()));
    }

    public void start() {
        thread.start();
    }

    /**
     * Adds work that shares its commit with others; blocks while the queue is full.
     *
     * @return false when the writer is closed: the work will not run
     */
    public boolean submit(Consumer<Turn> action) {
        return put(new Work(action, false));
    }

    /**
     * Runs work in a turn of its own: what was gathered before is committed first, so that it may read the store.
     *
     * @return completed after the commit, or with the exception of the work or of the commit
     */
    public <T> CompletableFuture<T> ask(Function<Turn, T> action) {
        var answer = new CompletableFuture<T>();
        boolean accepted = put(new Work(
                turn -> {
                    try {
                        T value = action.apply(turn);
                        turn.afterCommit(() -> answer.complete(value));
                        turn.afterFailure(answer, answer::completeExceptionally);
                    } catch (RuntimeException refused) {
                        answer.completeExceptionally(refused);
                        throw refused;
                    }
                },
                true));
        if (!accepted) {
            answer.completeExceptionally(new StoreException("collector: shutting down (expected: ask again later)"));
        }
        return answer;
    }

    /** True while the last commit failed. */
    public boolean failing() {
        return failing;
    }

    /** Work that waits. */
    public int waiting() {
        return queue.size();
    }

    /** Commits what waits, then ends. Idempotent. */
    @Override
    public void close() {
        closing = true;
        if (thread.isAlive()) {
            try {
                thread.join(Duration.ofSeconds(30));
            } catch (InterruptedException leave) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean put(Work work) {
        try {
            while (!closing) {
                if (queue.offer(work, 100, TimeUnit.MILLISECONDS)) {
                    return true;
                }
            }
        } catch (InterruptedException leave) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void run() {
        var group = new ArrayList<Work>(GROUP);
        while (!closing || !queue.isEmpty()) {
            try {
                Work first = queue.poll(untilNextTick(), TimeUnit.NANOSECONDS);
                observer.turned();
                if (first != null) {
                    group.add(first);
                    queue.drainTo(group, GROUP - 1);
                    runGroup(group);
                    group.clear();
                }
                runTicks();
            } catch (InterruptedException leave) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void runGroup(List<Work> group) {
        var turn = new Turn();
        for (Work work : group) {
            if (work.alone()) {
                commit(turn);
                commit(runAlone(work.action()));
                turn = new Turn();
            } else {
                run(work.action(), turn);
            }
        }
        commit(turn);
    }

    private void runTicks() {
        long now = nanoTime.getAsLong();
        for (Tick tick : ticks) {
            if (now - tick.dueNanos >= 0) {
                tick.dueNanos = now + tick.periodNanos;
                commit(runAlone(tick.action));
            }
        }
    }

    private Turn runAlone(Consumer<Turn> action) {
        var turn = new Turn();
        try {
            action.accept(turn);
            return turn;
        } catch (RuntimeException refused) {
            // Nothing of a refused action is committed; what it changed in memory is taken back.
            takeBack(turn, new StoreException("not committed: " + refused.getMessage(), refused));
            return new Turn();
        }
    }

    private void run(Consumer<Turn> action, Turn turn) {
        try {
            action.accept(turn);
        } catch (RuntimeException broken) {
            observer.workFailed();
            LOG.error("work failed", broken);
        }
    }

    private void commit(Turn turn) {
        ChangeBatch batch = turn.batch();
        if (!batch.isEmpty()) {
            long begun = nanoTime.getAsLong();
            try {
                store.commit(batch);
            } catch (StoreException failed) {
                if (!failing) {
                    LOG.error("commit failed: {}", failed.getMessage());
                }
                failing = true;
                observer.commitFailed();
                takeBack(turn, failed);
                return;
            }
            if (failing) {
                LOG.info("commits succeed again");
            }
            failing = false;
            observer.committed(batch.changes().size(), nanoTime.getAsLong() - begun);
        }
        turn.afterCommit().forEach(this::quietly);
    }

    private void takeBack(Turn turn, StoreException failed) {
        turn.afterFailure().forEach(action -> quietly(() -> action.accept(failed)));
    }

    private void quietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException broken) {
            observer.workFailed();
            LOG.error("work after a commit failed", broken);
        }
    }

    private long untilNextTick() {
        if (closing) {
            return 0;
        }
        long wait = Duration.ofSeconds(1).toNanos();
        long now = nanoTime.getAsLong();
        for (Tick tick : ticks) {
            wait = Math.min(wait, tick.dueNanos - now);
        }
        return Math.max(0, wait);
    }

    private record Work(Consumer<Turn> action, boolean alone) {}

    private static final class Tick {
        private final long periodNanos;
        private final Consumer<Turn> action;
        private long dueNanos;

        private Tick(long periodNanos, Consumer<Turn> action, long nowNanos) {
            this.periodNanos = periodNanos;
            this.action = action;
            this.dueNanos = nowNanos + periodNanos;
        }
    }
}
