// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.lines;

import io.plumbline.agent.outbox.Delivery;
import io.plumbline.agent.state.Batch;
import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.Incident;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to the store and copies incidents to JSON lines besides. Thread-safe.
 *
 * <p>The copy must never hold the agent up: its queue of {@value #QUEUE} incidents drops the new ones when it is full or the file
 * cannot be written, and counts them. The collector gets every incident all the same.
 */
public final class CopyingDelivery implements Delivery, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CopyingDelivery.class);
    static final int QUEUE = 1_024;
    private static final int GROUP = 64;

    private final Delivery store;
    private final LineSink sink;
    private final BlockingQueue<Incident> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable String problem;

    private CopyingDelivery(Delivery store, LineSink sink) {
        this.store = store;
        this.sink = sink;
        this.thread = Thread.ofVirtual().name("plumbline-incidents").unstarted(this::run);
    }

    /** Starts the copying thread. */
    public static CopyingDelivery start(Delivery store, IncidentLinesSettings settings, OutputStream standardOutput) {
        var delivery = new CopyingDelivery(store, LineSink.of(settings, standardOutput));
        delivery.thread.start();
        return delivery;
    }

    @Override
    public void send(Batch batch) {
        store.send(batch);
        for (AgentMessage message : batch.messages()) {
            if (message.hasIncident() && !queue.offer(message.getIncident())) {
                dropped.incrementAndGet();
            }
        }
    }

    /** The reason why no copy can be written now; empty when all is well. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Copies that were not written. */
    public long droppedCopies() {
        return dropped.get();
    }

    /** Writes what is queued and ends. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Incident> group = new ArrayList<>(GROUP);
        try (sink) {
            while (!closing || !queue.isEmpty()) {
                Incident first = queue.poll(500, TimeUnit.MILLISECONDS);
                if (first != null) {
                    group.add(first);
                    queue.drainTo(group, GROUP - 1);
                    write(group);
                    group.clear();
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException onClose) {
            LOG.debug("incident lines: {}", onClose.getMessage());
        }
    }

    private void write(List<Incident> group) {
        try {
            sink.append(group.stream().map(IncidentLine::of).toList());
            problem = null;
        } catch (IOException | RuntimeException failed) {
            dropped.addAndGet(group.size());
            String text = String.valueOf(failed.getMessage());
            if (!text.equals(problem)) {
                problem = text;
                LOG.warn("{}; copies of incidents are dropped until it works", text);
            }
        }
    }
}
