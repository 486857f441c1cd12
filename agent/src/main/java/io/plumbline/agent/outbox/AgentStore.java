// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.outbox;

import io.plumbline.agent.state.Batch;
import io.plumbline.agent.state.StateDirectory;
import io.plumbline.agent.state.StateFile;
import io.plumbline.agent.state.StoreSettings;
import io.plumbline.service.ids.UuidV7;
import io.plumbline.v1.AgentMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent keeps on disk: the outbox of messages that nobody acknowledged yet, and its own state.
 *
 * <p>Thread-safe. Writes are queued and committed in groups by the thread {@code plumbline-store}, in the order in which they came.
 * The queue holds up to {@value #QUEUE_BYTES} bytes; when it is full, {@link #write} blocks. While the disk is full or fails,
 * nothing is lost: the writer tries again, and {@link #problem} says so.
 */
public final class AgentStore implements Delivery, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentStore.class);

    static final int QUEUE_BYTES = 8 << 20;

    /** A collector takes 4 MiB with everything around the message. */
    static final int MAX_MESSAGE_BYTES = (4 << 20) - (64 << 10);

    /** A permit stands for this many bytes of the queue. */
    private static final int PERMIT_BYTES = 64;

    private static final int PERMITS = QUEUE_BYTES / PERMIT_BYTES;
    private static final int GROUP = 256;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private sealed interface Command {}

    private record Write(Batch batch, int permits) implements Command {}

    private record Barrier(CompletableFuture<Boolean> done) implements Command {}

    private record Renew(String epoch, CompletableFuture<Boolean> done) implements Command {}

    /** Makes the writer look at the acknowledgement. */
    private enum Wake implements Command {
        UP
    }

    private final StateDirectory directory;
    private final StateFile file;
    private final BlockingQueue<Command> queue = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(PERMITS, true);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Runnable> commitListeners = new CopyOnWriteArrayList<>();
    private final AtomicLong acknowledged;
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong failedCommits = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong oversizedMessages = new AtomicLong();
    private final byte[] redactionKey;
    private final Thread thread;
    private volatile String epoch;
    private volatile long lastSequence;
    private volatile @Nullable String problem;
    private long deletedUpTo;

    private AgentStore(StateDirectory directory, StateFile file) throws SQLException {
        this.directory = directory;
        this.file = file;
        this.epoch = new String(file.meta("epoch"), StandardCharsets.UTF_8);
        this.redactionKey = file.meta("redaction-key");
        this.lastSequence = file.lastSequence();
        long first = file.firstWaiting();
        this.deletedUpTo = first == 0 ? lastSequence : first - 1;
        this.acknowledged = new AtomicLong(deletedUpTo);
        this.thread = Thread.ofPlatform().name("plumbline-store").daemon().unstarted(this::run);
    }

    /**
     * Opens the store of a directory and starts its writer.
     *
     * @throws IOException when the directory or file cannot be used; the message names it and what was expected
     */
    public static AgentStore open(StoreSettings settings, UuidV7 ids) throws IOException {
        StateDirectory directory = StateDirectory.lock(settings.directory());
        try {
            var store = new AgentStore(directory, StateFile.open(directory.resolve("agent.db"), ids));
            store.thread.start();
            return store;
        } catch (IOException unusable) {
            directory.close();
            throw unusable;
        } catch (SQLException damaged) {
            directory.close();
            throw new IOException(
                    StoreSettings.DIRECTORY.name() + ": " + settings.directory()
                            + " (expected: an undamaged agent database): " + damaged.getMessage(),
                    damaged);
        }
    }

    /** Identity of the outbox (UUIDv7): survives restarts, new only with a new file. */
    public String epoch() {
        return epoch;
    }

    /** Key for hashes of secrets; 32 bytes, made once with the file. Never to be logged or sent. */
    public byte[] redactionKey() {
        return redactionKey.clone();
    }

    /**
     * Queues a batch; blocks while the queue is full. After {@link #close} or an interrupt the batch is refused and counted; so is a
     * message of more than {@value #MAX_MESSAGE_BYTES} bytes, without the rest of its batch.
     */
    public void write(Batch given) {
        Batch batch = withoutOversized(given);
        if (batch.isEmpty()) {
            return;
        }
        int permits = (int) Math.min(PERMITS, batch.size() / PERMIT_BYTES + 1);
        try {
            boolean entered = false;
            while (!entered) {
                if (closing.getCount() == 0) {
                    refused.incrementAndGet();
                    return;
                }
                entered = room.tryAcquire(permits, 1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            refused.incrementAndGet();
            return;
        }
        queue.add(new Write(batch, permits));
    }

    /** The same as {@link #write}. */
    @Override
    public void send(Batch batch) {
        write(batch);
    }

    /** Waits until everything written before is durable; false when that took longer than {@code timeout}. */
    public boolean flush(Duration timeout) {
        var done = new CompletableFuture<Boolean>();
        queue.add(new Barrier(done));
        return await(done, timeout);
    }

    /** The values of one kind, by key; what was queued but is not yet durable is not among them. */
    public Map<String, byte[]> load(String kind) {
        try {
            return file.load(kind);
        } catch (SQLException unreadable) {
            throw new UncheckedIOException(
                    new IOException("state " + kind + ": " + unreadable.getMessage(), unreadable));
        }
    }

    /**
     * Durable messages that wait for an acknowledgement, in order.
     *
     * @param from lowest sequence number
     * @param limit at most so many
     */
    public List<AgentMessage> unacked(long from, int limit) throws IOException {
        try {
            return file.waiting(from, limit);
        } catch (SQLException unreadable) {
            throw new IOException("outbox: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Messages up to this number are no longer needed. Does not block; lower numbers than before are ignored. */
    public void acknowledge(long sequence) {
        long upTo = Math.min(sequence, lastSequence);
        if (acknowledged.getAndUpdate(before -> Math.max(before, upTo)) < upTo) {
            queue.add(Wake.UP);
        }
    }

    /** Highest sequence number that is durable, 0 when there was none yet. */
    public long lastSequence() {
        return lastSequence;
    }

    /** Highest sequence number that was acknowledged. */
    public long acknowledgedSequence() {
        return acknowledged.get();
    }

    /** Durable messages that wait for an acknowledgement. */
    public long outboxMessages() {
        return Math.max(0, lastSequence - acknowledged.get());
    }

    /** Bytes that wait to be written, about. */
    public long queuedBytes() {
        return (long) (PERMITS - room.availablePermits()) * PERMIT_BYTES;
    }

    public long commits() {
        return commits.get();
    }

    /** Commits that failed and were tried again. */
    public long failedCommits() {
        return failedCommits.get();
    }

    /** Batches that came after the end, or whose writer was interrupted while it waited for room. */
    public long refusedBatches() {
        return refused.get();
    }

    /** Messages left out because no collector would take their size. */
    public long oversizedMessages() {
        return oversizedMessages.get();
    }

    /** Why nothing can be written now; empty when all is well. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Runs after each commit that added messages, on the writer's thread; must be quick. */
    public void onCommit(Runnable listener) {
        commitListeners.add(listener);
    }

    /**
     * Starts a new epoch: for when outbox and collector no longer mean the same by a number, since one of them is an older copy or
     * new. What waits in the outbox is kept and numbered from 1.
     *
     * @return false when it could not be done now
     */
    public boolean renewEpoch(UuidV7 ids, Duration timeout) {
        var done = new CompletableFuture<Boolean>();
        queue.add(new Renew(ids.nextText(), done));
        return await(done, timeout);
    }

    /** Leaves out what the collector would never take: it would hold up everything behind it. */
    private Batch withoutOversized(Batch batch) {
        List<AgentMessage> messages = new ArrayList<>(batch.messages());
        boolean removed = messages.removeIf(message -> {
            boolean oversized = message.getSerializedSize() > MAX_MESSAGE_BYTES;
            if (oversized) {
                oversizedMessages.incrementAndGet();
                LOG.warn(
                        "outbox: {} message of {} bytes left out (expected: at most {})",
                        message.getBodyCase(),
                        message.getSerializedSize(),
                        MAX_MESSAGE_BYTES);
            }
            return oversized;
        });
        return removed ? new Batch(messages, batch.changes()) : batch;
    }

    /** Runs a statement on the writer's connection; for tests that make the disk full. */
    void pragma(String sql) throws SQLException {
        file.pragma(sql);
    }

    /** Writes what is queued, for at most five seconds, and lets the directory go. */
    @Override
    public void close() {
        if (closing.getCount() == 0) {
            return;
        }
        boolean flushed = flush(CLOSE_WAIT);
        closing.countDown();
        queue.add(Wake.UP);
        try {
            thread.join(CLOSE_WAIT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!flushed) {
            LOG.warn(
                    "state: closed with about {} bytes unwritten: {}",
                    queuedBytes(),
                    problem().orElse("too slow"));
        }
        file.close();
        try {
            directory.close();
        } catch (IOException failed) {
            LOG.debug("state directory: {}", failed.getMessage());
        }
    }

    private void run() {
        List<Command> commands = new ArrayList<>(GROUP);
        while (closing.getCount() > 0) {
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
    private void handle(List<Command> commands) throws InterruptedException {
        List<Write> writes = new ArrayList<>();
        for (Command command : commands) {
            switch (command) {
                case Write write -> writes.add(write);
                case Wake ignored -> {}
                case Barrier barrier -> barrier.done.complete(commit(writes));
                case Renew renew -> renew.done.complete(commit(writes) && renew(renew));
            }
        }
        commit(writes);
    }

    /** Tries until it works; false when the store was closed before. */
    private boolean commit(List<Write> writes) throws InterruptedException {
        long upTo = acknowledged.get();
        if (writes.isEmpty() && upTo == deletedUpTo) {
            return true;
        }
        List<Batch> batches = writes.stream().map(Write::batch).toList();
        while (true) {
            try {
                long before = lastSequence;
                lastSequence = file.commit(batches, before + 1, upTo);
                succeeded(writes, upTo);
                if (lastSequence > before) {
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

    private void succeeded(List<Write> writes, long upTo) {
        commits.incrementAndGet();
        writes.forEach(write -> room.release(write.permits));
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

    private boolean renew(Renew renew) {
        try {
            lastSequence = file.renewEpoch(renew.epoch);
            epoch = renew.epoch;
            deletedUpTo = 0;
            acknowledged.set(0);
            return true;
        } catch (SQLException failed) {
            failed(failed);
            return false;
        }
    }

    private static boolean await(CompletableFuture<Boolean> done, Duration timeout) {
        try {
            return done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException late) {
            return false;
        }
    }
}
