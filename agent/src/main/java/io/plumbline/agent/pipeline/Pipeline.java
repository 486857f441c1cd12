// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.service.health.Heartbeat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that owns the node's state, and its mailbox. When the mailbox is full the sender waits: a sensor that waits leaves
 * events in the kernel's buffer, whose overflow is counted there, so that nothing is lost without a number.
 */
public final class Pipeline implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

    private static final int MAILBOX = 65_536;
    private static final int BATCH = 1024;

    /** Events of batches that may wait together: a backlog stays in the kernel's rings, which have a fixed size, not in the heap. */
    private static final int MOST_EVENTS = 8_192;

    /** One that holds more counts for several. */
    private static final int EVENT_BYTES = 1024;

    private static final long TICK_NANOS = 250_000_000L;

    /** A batch of events is large, and each of them may be dear. */
    private static final int EVENTS_A_BEAT = 256;

    private static final int MOST_LOGGED = 100;

    /** An event that could not be handled: something of its container was missed. */
    private static final String FAILED = "event-failed";

    private final BlockingQueue<PipelineMessage> mailbox = new ArrayBlockingQueue<>(MAILBOX);
    private final Semaphore room = new Semaphore(MOST_EVENTS);
    private final Deque<PipelineMessage> own = new ArrayDeque<>();
    private final Thread thread;
    private final Node node;
    private final AtomicLong failures = new AtomicLong();
    private final Heartbeat heartbeat;
    private final Map<String, LongAdder> received = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> lost = new ConcurrentHashMap<>();
    private volatile boolean closing;
    private volatile Gauges gauges = Gauges.NONE;

    /** {@code node} is made with the way back into the mailbox. */
    Pipeline(Heartbeat heartbeat, Function<Pipeline, Node> node) {
        this.heartbeat = heartbeat;
        this.node = node.apply(this);
        thread = new Thread(this::run, "plumbline-pipeline");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** Puts a message into the mailbox; waits while it is full. */
    public void tell(PipelineMessage message) {
        try {
            if (message instanceof PipelineMessage.SensedAll sensed) {
                room.acquire(weight(sensed));
            }
            mailbox.put(message);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** A batch that is larger than all room there is may pass alone. */
    private static int weight(PipelineMessage.SensedAll sensed) {
        int weight = 0;
        for (SensorEvent event : sensed.events()) {
            weight += event instanceof SensorEvent.ProcessExecuted executed
                    ? 1 + executed.details().size() / EVENT_BYTES
                    : 1;
        }
        return Math.min(MOST_EVENTS, weight);
    }

    /** Puts a message aside that the pipeline thread itself sends, which must never wait for itself. */
    void tellSoon(PipelineMessage message) {
        own.add(message);
    }

    private void run() {
        try {
            turn();
        } catch (Error broken) {
            heartbeat.ended(broken);
            log.error("the pipeline ended: nothing is judged any more", broken);
            throw broken;
        }
    }

    private void turn() {
        List<PipelineMessage> batch = new ArrayList<>(BATCH);
        long nextTick = System.nanoTime();
        while (!closing || !mailbox.isEmpty()) {
            try {
                PipelineMessage first = mailbox.poll(Math.max(1, nextTick - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (first != null) {
                    batch.add(first);
                    mailbox.drainTo(batch, BATCH - 1);
                }
            } catch (InterruptedException stopping) {
                closing = true;
            }
            for (PipelineMessage message : batch) {
                switch (message) {
                    case PipelineMessage.Sensed sensed -> handle(List.of(sensed.event()));
                    case PipelineMessage.SensedAll sensed -> {
                        handle(sensed.events());
                        room.release(weight(sensed));
                    }
                    default -> handle(() -> node.on(message));
                }
                heartbeat.beat();
            }
            for (PipelineMessage message = own.poll(); message != null; message = own.poll()) {
                PipelineMessage next = message;
                handle(() -> node.on(next));
            }
            if (!batch.isEmpty()) {
                handle(node::flush);
            }
            batch.clear();
            long now = System.nanoTime();
            heartbeat.beat();
            if (now - nextTick >= 0) {
                handle(node::tick);
                gauges = node.gauges();
                nextTick = now + TICK_NANOS;
            }
        }
        handle(node::drain);
    }

    private void count(SensorEvent event) {
        if (event instanceof SensorEvent.EventsLost gone) {
            lost.computeIfAbsent(gone.cause(), ignored -> new LongAdder()).add(gone.count());
            return;
        }
        received.computeIfAbsent(event.getClass().getSimpleName(), ignored -> new LongAdder())
                .increment();
    }

    /** One event that can not be handled takes nothing else with it, and is told as a loss of whose it was. */
    private void handle(List<SensorEvent> events) {
        long now = node.now();
        int handled = 0;
        for (SensorEvent event : events) {
            count(event);
            if (!isHandled(event, now)) {
                lost.computeIfAbsent(FAILED, ignored -> new LongAdder()).increment();
                handle(() -> node.missed(event, FAILED, now));
            }
            if (++handled % EVENTS_A_BEAT == 0) {
                heartbeat.beat();
            }
        }
    }

    private boolean isHandled(SensorEvent event, long now) {
        try {
            node.sensed(event, now);
            return true;
        } catch (RuntimeException | Error failure) {
            failed(failure);
            return false;
        }
    }

    /** One message that can not be handled must not end the watch. */
    private void handle(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    /** Counts what can be outlived; an error of the virtual machine itself ends the thread, which is told as that. */
    private void failed(Throwable failure) {
        if (failure instanceof VirtualMachineError broken && !(failure instanceof StackOverflowError)) {
            throw broken;
        }
        if (failures.getAndIncrement() < MOST_LOGGED) {
            log.error("a message could not be handled", failure);
        }
    }

    /** Beats once a turn. */
    public Heartbeat heartbeat() {
        return heartbeat;
    }

    /** Events of the sensor by type, since the start. */
    public Map<String, Long> received() {
        return sums(received);
    }

    /** Events that the sensor missed, by cause, since the start. */
    public Map<String, Long> lost() {
        return sums(lost);
    }

    private static Map<String, Long> sums(Map<String, LongAdder> adders) {
        Map<String, Long> sums = new TreeMap<>();
        adders.forEach((name, count) -> sums.put(name, count.sum()));
        return sums;
    }

    /** Events of the sensor, and other messages, that could not be handled. */
    public long failures() {
        return failures.get();
    }

    /** Messages that wait. */
    public int waiting() {
        return mailbox.size();
    }

    /** The node's figures, as of the last tick. */
    public Gauges gauges() {
        return gauges;
    }

    /** Handles what is in the mailbox, tells what is not told yet, and ends. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
