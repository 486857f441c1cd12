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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's memory on disk: the outbox of messages that nobody acknowledged yet, and its own state.
 *
 * <p>Thread-safe. Writes are queued and committed in groups by the thread {@code plumbline-store}, in the order in which they came.
 * The queue holds up to {@value QueueRoom#BYTES} bytes; when it is full, {@link #write} blocks. While the disk is full or fails,
 * nothing is lost: the writer tries again, and {@link #problem} says so.
 */
public final class AgentStore implements Delivery, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentStore.class);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final StateDirectory directory;
    private final StateFile file;
    private final byte[] redactionKey;
    private final OutboxPosition position;
    private final QueueRoom room = new QueueRoom();
    private final MessageLimit limit = new MessageLimit();
    private final AtomicLong refused = new AtomicLong();
    private final StoreWriter writer;

    private AgentStore(StateDirectory directory, StateFile file) throws SQLException {
        this.directory = directory;
        this.file = file;
        this.redactionKey = file.meta("redaction-key");
        long last = file.lastSequence();
        long first = file.firstWaiting();
        this.position = new OutboxPosition(
                new String(file.meta("epoch"), StandardCharsets.UTF_8), last, first == 0 ? last : first - 1);
        this.writer = new StoreWriter(file, position, room);
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
            store.writer.start();
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

    /** The identity of the outbox (UUIDv7): survives restarts, new only with a new file. */
    public String epoch() {
        return position.epoch();
    }

    /** The key for hashes of secrets; 32 bytes, made once with the file. Never to be logged or sent. */
    public byte[] redactionKey() {
        return redactionKey.clone();
    }

    /**
     * Queues a batch; blocks while the queue is full. After {@link #close} or an interrupt the batch is refused and counted; so is a
     * message of more than {@value MessageLimit#BYTES} bytes, without the rest of its batch.
     */
    public void write(Batch given) {
        Batch batch = limit.within(given);
        if (batch.isEmpty()) {
            return;
        }
        int permits = room.permits(batch.size());
        try {
            boolean entered = false;
            while (!entered) {
                if (writer.stopped()) {
                    refused.incrementAndGet();
                    return;
                }
                entered = room.take(permits);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            refused.incrementAndGet();
            return;
        }
        writer.add(new WriterCommand.Write(batch, permits));
    }

    /** Queues a batch, as {@link #write} does. */
    @Override
    public void send(Batch batch) {
        write(batch);
    }

    /** Waits until everything written before is durable; false when that took longer than {@code timeout}. */
    public boolean flush(Duration timeout) {
        var done = new CompletableFuture<Boolean>();
        writer.add(new WriterCommand.Barrier(done));
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
     * @throws IOException when the file cannot be read
     */
    public List<AgentMessage> unacked(long from, int limit) throws IOException {
        try {
            return file.waiting(from, limit);
        } catch (SQLException unreadable) {
            throw new IOException("outbox: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Lets go of the messages up to this number. Does not block; lower numbers than before are ignored. */
    public void acknowledge(long sequence) {
        if (position.acknowledge(sequence)) {
            writer.add(WriterCommand.Wake.UP);
        }
    }

    /** The highest sequence number that is durable, 0 when there was none yet. */
    public long lastSequence() {
        return position.last();
    }

    /** The highest sequence number that was acknowledged. */
    public long acknowledgedSequence() {
        return position.acknowledged();
    }

    /** The number of durable messages that wait for an acknowledgement. */
    public long outboxMessages() {
        return position.waiting();
    }

    /** The bytes that wait to be written, about. */
    public long queuedBytes() {
        return room.taken();
    }

    /** The number of commits that succeeded. */
    public long commits() {
        return writer.commits();
    }

    /** The number of commits that failed and were tried again. */
    public long failedCommits() {
        return writer.failedCommits();
    }

    /** The number of batches that came after the end, or whose sender was interrupted while it waited for room. */
    public long refusedBatches() {
        return refused.get();
    }

    /** The number of messages left out because no collector would take their size. */
    public long oversizedMessages() {
        return limit.oversized();
    }

    /** The reason why nothing can be written now; empty when all is well. */
    public Optional<String> problem() {
        return writer.problem();
    }

    /** Runs the listener after each commit that added messages, on the writer's thread; it must be quick. */
    public void onCommit(Runnable listener) {
        writer.onCommit(listener);
    }

    /**
     * Starts a new epoch: for when outbox and collector no longer mean the same by a number, since one of them is an older copy or
     * new. The messages in the outbox are kept and numbered from 1.
     *
     * @return false when it could not be done now
     */
    public boolean renewEpoch(UuidV7 ids, Duration timeout) {
        var done = new CompletableFuture<Boolean>();
        writer.add(new WriterCommand.Renew(ids.nextText(), done));
        return await(done, timeout);
    }

    /** Runs a statement on the writer's connection; for tests that make the disk full. */
    void pragma(String sql) throws SQLException {
        file.pragma(sql);
    }

    /** Writes what is queued, for at most five seconds, and lets the directory go. */
    @Override
    public void close() {
        if (writer.stopped()) {
            return;
        }
        boolean flushed = flush(CLOSE_WAIT);
        writer.stop(CLOSE_WAIT);
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
