// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorSettings;
import io.plumbline.agent.sensor.procfs.ProcSnapshot;
import io.plumbline.agent.sensor.procfs.ProcessReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What is there, from /proc: at the start, and after a loss. The kernel's programs write meanwhile, so that records of before the
 * snapshot are read after it. For the thread that reads them; only {@link #want} is for any.
 */
final class Snapshots {
    private final SensorSettings settings;
    private final LongSupplier bootClock;
    private final SensorCounters counters;
    private final Map<Integer, Long> foundAt = new HashMap<>();
    private volatile boolean wanted = true;
    private boolean taken;
    private long finishedNanos;

    Snapshots(SensorSettings settings, LongSupplier bootClock, SensorCounters counters) {
        this.settings = settings;
        this.bootClock = bootClock;
        this.counters = counters;
    }

    /** Asks for a snapshot, as after a loss. */
    void want() {
        wanted = true;
    }

    /** Tells all processes, if that is wanted and the last time is long enough ago. */
    void takeIfDue(long now, Consumer<SensorEvent> sink) {
        if (!wanted || (taken && now - finishedNanos < settings.resyncInterval().toNanos())) {
            return;
        }
        wanted = false;
        List<ProcSnapshot.Found> found =
                ProcSnapshot.take(settings.proc(), new ProcessReader(settings.proc()), bootClock);
        foundAt.clear();
        for (ProcSnapshot.Found process : found) {
            foundAt.put(process.pid(), process.bootNanos());
            sink.accept(new SensorEvent.ProcessFound(process.bootNanos(), process.pid(), process.details()));
        }
        finishedNanos = bootClock.getAsLong();
        counters.increment(taken ? "resyncs" : "snapshots");
        taken = true;
        sink.accept(new SensorEvent.SnapshotFinished(finishedNanos, found.size()));
    }

    /**
     * True for a fork that the snapshot has told already: once more it would make its process look new. An exec is told again, as
     * it did happen.
     */
    boolean hasTold(SensorEvent event) {
        if (foundAt.isEmpty() || !(event instanceof SensorEvent.ProcessForked forked)) {
            return false;
        }
        if (forked.bootNanos() > finishedNanos) {
            foundAt.clear();
            return false;
        }
        return foundAt.getOrDefault(forked.pid(), 0L) > forked.bootNanos();
    }
}
