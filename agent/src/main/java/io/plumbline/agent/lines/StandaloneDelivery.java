// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.lines;

import io.plumbline.agent.outbox.AgentStore;
import io.plumbline.agent.outbox.Delivery;
import io.plumbline.agent.state.Batch;
import io.plumbline.v1.AgentMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers for an agent that works alone: state goes to the store, incidents to JSON lines. Thread-safe.
 *
 * <p>Incidents pass through the outbox and leave it when their line is on disk: none is lost to a crash or a full disk, and a line
 * may be written twice (same id and revision). Messages that only a collector understands are not kept.
 */
public final class StandaloneDelivery implements Delivery, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandaloneDelivery.class);
    private static final int READ = 64;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final AgentStore store;
    private final LineSink sink;
    private final Semaphore signal = new Semaphore(0);
    private final AtomicLong written = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable String problem;

    private StandaloneDelivery(AgentStore store, LineSink sink) {
        this.store = store;
        this.sink = sink;
        this.thread = Thread.ofVirtual().name("plumbline-incidents").unstarted(this::run);
    }

    /** Starts to write, first what waited in the outbox. */
    public static StandaloneDelivery start(
            AgentStore store, IncidentLinesSettings settings, OutputStream standardOutput) {
        var delivery = new StandaloneDelivery(store, LineSink.of(settings, standardOutput));
        store.onCommit(delivery.signal::release);
        delivery.thread.start();
        return delivery;
    }

    @Override
    public void send(Batch batch) {
        List<AgentMessage> incidents =
                batch.messages().stream().filter(AgentMessage::hasIncident).toList();
        store.write(new Batch(incidents, batch.changes()));
    }

    /** The reason why no line can be written now; empty when all is well. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Lines written since the start. */
    public long linesWritten() {
        return written.get();
    }

    /** Writes what is durable in the store, once; to be closed before the store. */
    @Override
    public void close() {
        closing = true;
        signal.release();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (sink) {
            while (true) {
                boolean last = closing;
                boolean healthy = drain();
                if (last) {
                    return;
                }
                if (!healthy) {
                    TimeUnit.MILLISECONDS.sleep(closing ? 0 : RETRY.toMillis());
                } else if (!closing) {
                    signal.acquire();
                    signal.drainPermits();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException onClose) {
            LOG.debug("incident lines: {}", onClose.getMessage());
        }
    }

    /** Writes all that waits; false when that failed. */
    private boolean drain() {
        try {
            while (store.acknowledgedSequence() < store.lastSequence()) {
                List<AgentMessage> waiting = store.unacked(store.acknowledgedSequence() + 1, READ);
                if (waiting.isEmpty()) {
                    return true;
                }
                List<String> lines = waiting.stream()
                        .filter(AgentMessage::hasIncident)
                        .map(message -> IncidentLine.of(message.getIncident()))
                        .toList();
                sink.append(lines);
                written.addAndGet(lines.size());
                store.acknowledge(waiting.getLast().getSequence());
            }
            problem = null;
            return true;
        } catch (IOException | RuntimeException failed) {
            String text = String.valueOf(failed.getMessage());
            if (!text.equals(problem)) {
                problem = text;
                LOG.warn("{}; {} incidents wait", text, store.outboxMessages());
            }
            return false;
        }
    }
}
