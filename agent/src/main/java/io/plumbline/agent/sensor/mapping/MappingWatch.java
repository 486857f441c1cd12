// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which files processes map executable, for all processes of the host. Needs CAP_PERFMON; without it, or where the kernel
 * refuses, {@link #problem()} says why and nothing is told.
 *
 * <p>Either {@link #start} gives it a thread of its own, which sleeps until something is mapped, or a sensor that wakes up anyway
 * calls {@link #open}, {@link #drain} in each of its rounds, and {@link #close}, all on its own thread.
 *
 * <p>A file is told once per program and batch. Every record that the full ring of a CPU did not take is counted and told as
 * lost ("mapping-lost"), when the next one of that CPU is taken; the kernel also writes the begin and the end of threads there, so
 * that this count is the most that mappings were lost. CPUs that come online are noticed within 10 s of work, and what is
 * mapped on them before is not seen ("mapping-cpu-changes" counts that it happened).
 */
public final class MappingWatch implements AutoCloseable {
    /** Bytes of the rings of all CPUs together, as far as each has its least. Their pages count twice in the resident memory. */
    private static final int ALL_RINGS_BYTES = 512 << 10;

    private static final int USUAL_RING_BYTES = 256 << 10;

    private static final int LEAST_RING_BYTES = 16 << 10;
    private static final int MOST_RING_BYTES = 16 << 20;
    private static final long RENEW_NANOS = 10_000_000_000L;

    private static final Logger log = LoggerFactory.getLogger(MappingWatch.class);

    private final EventSink sink;
    private final SensorCounters counters;
    private final int ringBytes;
    private final MappingDecoder decoder;
    private @Nullable CpuRings rings;
    private @Nullable MappingThread thread;
    private long renewedAt;
    private volatile @Nullable String problem = "mapped code: not watched yet";

    /**
     * Opens nothing yet.
     *
     * @param sink what it does when it blocks: records stay in the rings, whose overflow is counted
     * @param ringBytes of each CPU, a power of two from 16 KiB to 16 MiB
     */
    public MappingWatch(EventSink sink, SensorCounters counters, BootClock clock, int ringBytes) {
        if (ringBytes < LEAST_RING_BYTES || ringBytes > MOST_RING_BYTES || Integer.bitCount(ringBytes) != 1) {
            throw new IllegalArgumentException("mapping ring: " + ringBytes + " (expected: a power of two from "
                    + LEAST_RING_BYTES + " to " + MOST_RING_BYTES + ")");
        }
        this.sink = sink;
        this.counters = counters;
        this.ringBytes = ringBytes;
        decoder = new MappingDecoder(clock, counters);
    }

    /** Bytes of a CPU's ring on a machine with so many: 256 KiB, about 2,000 mappings, on a small one and 16 KiB on a large one. */
    public static int ringBytes(int cpus) {
        int share = Integer.highestOneBit(Math.max(1, ALL_RINGS_BYTES / Math.max(1, cpus)));
        return Math.clamp(share, LEAST_RING_BYTES, USUAL_RING_BYTES);
    }

    /**
     * Begins to watch, for a caller that calls {@link #drain} at least each 250 ms, or when a {@link #descriptors} is ready.
     *
     * @return false when that is refused; {@link #problem()} has the reason
     */
    public boolean open() {
        return open(ringBytes / 4);
    }

    /** Begins to watch, with a thread of its own: "plumbline-mappings". */
    public void start() {
        // One byte: each mapping wakes the thread, which then waits a little for more.
        if (open(1)) {
            MappingThread started = new MappingThread(this, counters);
            thread = started;
            started.start();
        }
    }

    /** Hands on what was mapped since the last call. Does nothing when there is a problem. */
    public void drain() {
        CpuRings open = rings;
        if (open == null) {
            return;
        }
        renew(open);
        decoder.beginBatch();
        List<PerfRing> each = open.rings();
        for (int index = 0; index < each.size(); index++) {
            decoder.drain(each.get(index));
        }
        List<SensorEvent> events = decoder.endBatch();
        if (!events.isEmpty()) {
            hand(events);
        }
    }

    /** A {@link #drain} threw: what it had read is told as a loss by the next one. */
    void drainFailed() {
        decoder.dropped(decoder.abandon());
    }

    /** File descriptors that become readable when a quarter of a CPU's ring is full. They may change when CPUs come and go. */
    public List<Integer> descriptors() {
        CpuRings open = rings;
        List<Integer> descriptors = new ArrayList<>();
        if (open != null) {
            open.rings().forEach(ring -> descriptors.add(ring.fd()));
        }
        return descriptors;
    }

    /** Why nothing is watched; empty when it is. Any thread may ask. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Ends the thread, if there is one, and gives everything back. A second call does nothing. */
    @Override
    public void close() {
        MappingThread running = thread;
        thread = null;
        CpuRings open = rings;
        if (open == null || (running != null && !running.stop())) {
            // Memory that a thread still reads stays mapped: the kernel takes it back with the process.
            return;
        }
        rings = null;
        open.close();
        problem = "mapped code: not watched any more";
    }

    private boolean open(int watermark) {
        try {
            rings = CpuRings.open(OnlineCpus.FILE, ringBytes, watermark);
            renewedAt = System.nanoTime();
            problem = null;
            return true;
        } catch (IOException refused) {
            problem = String.valueOf(refused.getMessage());
            // Whoever asked says so, unless there is another way.
            log.debug("mapped code is not told by performance counters: {}", problem);
            return false;
        }
    }

    private void renew(CpuRings open) {
        long now = System.nanoTime();
        if (now - renewedAt < RENEW_NANOS) {
            return;
        }
        renewedAt = now;
        try {
            if (open.renew()) {
                counters.increment("mapping-cpu-changes");
            }
            problem = null;
        } catch (IOException refused) {
            counters.increment("mapping-cpu-failed");
            problem = String.valueOf(refused.getMessage());
        }
    }

    private void hand(List<SensorEvent> events) {
        try {
            sink.acceptAll(events);
        } catch (RuntimeException failed) {
            counters.add("sink-failed", events.size());
            decoder.dropped(events.size());
        }
    }
}
