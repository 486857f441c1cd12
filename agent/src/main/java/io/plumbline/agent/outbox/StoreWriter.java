// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.outbox;

import io.plumbline.agent.state.Batch;
import io.plumbline.agent.state.StateFile;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code plumbline-store}: the only one that changes the state file. Takes up to {@value #GROUP} commands at a time and
 * commits their writes together. What cannot be written is tried again each second, until it can be or the writer is stopped.
 */
final class StoreWriter {

    private static final Logger LOG = LoggerFactory.getLogger(StoreWriter.class);

    private static final int GROUP = 256;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final StateFile file;
    private final OutboxPosition position;
    private final QueueRoom room;
    private final BlockingQueue<WriterCommand> queue = new LinkedBlockingQueue<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Runnable> commitListeners = new CopyOnWriteArrayList<>();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong failedCommits = new AtomicLong();
    private final Thread thread;
    private volatile @Nullable String problem;
    private long deletedUpTo;

    StoreWriter(StateFile file, OutboxPosition position, QueueRoom room) {
        this.file = file;
        this.position = position;
        this.room = room;
        this.deletedUpTo = position.acknowledged();
        this.thread = Thread.ofPlatform().name("plumbline-store").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Queues a command. The queue itself has no bound: what takes memory was given its room before. */
    void add(WriterCommand command) {
        queue.add(command);
    }

    /** Runs after each commit that added messages, on the writer's thread; must be quick. */
    void onCommit(Runnable listener) {
        commitListeners.add(listener);
    }

    boolean stopped() {
        return closing.getCount() == 0;
    }

    /** Ends the thread after the group that it is at, and waits for that, at most so long. */
    void stop(Duration wait) {
        closing.countDown();
        add(WriterCommand.Wake.UP);
        try {
            thread.join(wait);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    long commits() {
        return commits.get();
    }

    long failedCommits() {
        return failedCommits.get();
    }

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private void run() {
        List<WriterCommand> commands = new ArrayList<>(GROUP);
        while (!stopped()) {
            try {
                commands.add(queue.take());
                queue.drainTo(commands, GROUP - 1);
                handle(commands);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException unexpected) {
                failedCommits.incrementAndGet();
                problem = "state: " + unexpected;
                LOG.error("state: group of {} commands failed", commands.size(), unexpected);
            }
            commands.clear();
        }
    }

    /** Commits the writes of a group together; barriers and renewals see everything before them durable. */
    private void handle(List<WriterCommand> commands) throws InterruptedException {
        List<WriterCommand.Write> writes = new ArrayList<>();
        for (WriterCommand command : commands) {
            switch (command) {
                case WriterCommand.Write write -> writes.add(write);
                case WriterCommand.Wake ignored -> {}
                case WriterCommand.Barrier barrier -> barrier.done().complete(commit(writes));
                case WriterCommand.Renew renew -> renew.done().complete(commit(writes) && renew(renew.epoch()));
            }
        }
        commit(writes);
    }

    /** Tries until it works; false when the writer was stopped before. */
    private boolean commit(List<WriterCommand.Write> writes) throws InterruptedException {
        long upTo = position.acknowledged();
        if (writes.isEmpty() && upTo == deletedUpTo) {
            return true;
        }
        List<Batch> batches = writes.stream().map(WriterCommand.Write::batch).toList();
        while (true) {
            try {
                long before = position.last();
                position.written(file.commit(batches, before + 1, upTo));
                succeeded(writes, upTo);
                if (position.last() > before) {
                    commitListeners.forEach(Runnable::run);
                }
                return true;
            } catch (SQLException failed) {
                failed(failed);
                if (closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                    return false;
                }
            }
        }
    }

    private void succeeded(List<WriterCommand.Write> writes, long upTo) {
        commits.incrementAndGet();
        writes.forEach(write -> room.give(write.permits()));
        writes.clear();
        if (problem != null) {
            problem = null;
            LOG.info("state: can be written again");
        }
        if (upTo > deletedUpTo) {
            deletedUpTo = upTo;
            try {
                file.shrink();
            } catch (SQLException later) {
                LOG.debug("state: not shrunk: {}", later.getMessage());
            }
        }
    }

    private void failed(SQLException failure) {
        failedCommits.incrementAndGet();
        String text = "state: cannot be written, kept in memory: " + failure.getMessage();
        if (!text.equals(problem)) {
            problem = text;
            LOG.warn("{}", text);
        }
    }

    private boolean renew(String epoch) {
        try {
            position.renewed(epoch, file.renewEpoch(epoch));
            deletedUpTo = 0;
            return true;
        } catch (SQLException failed) {
            failed(failed);
            return false;
        }
    }
}
