// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Finds out what changed in /proc since the last look. Sees neither a process that lives shorter than the time between two looks,
 * nor an exec of the same file, nor how a process ended (exit code -1). Belongs to one thread.
 */
final class ProcessPoll {
    private final SensorSettings settings;
    private final EventSink sink;
    private final SensorCounters counters;
    private final LongSupplier clock;
    private final ProcessReader reader;
    private final Map<Integer, ProcessReader.Sighting> known = new HashMap<>();

    ProcessPoll(SensorSettings settings, EventSink sink, SensorCounters counters, LongSupplier clock) {
        this.settings = settings;
        this.sink = sink;
        this.counters = counters;
        this.clock = clock;
        reader = new ProcessReader(settings.proc());
    }

    /** Sends all processes. */
    void snapshot() {
        List<ProcSnapshot.Found> found = ProcSnapshot.take(settings.proc(), reader, clock);
        known.clear();
        for (ProcSnapshot.Found process : found) {
            reader.glance(process.pid()).ifPresent(sighting -> known.put(process.pid(), sighting));
            sink.accept(new SensorEvent.ProcessFound(process.bootNanos(), process.pid(), process.details()));
        }
        counters.increment("snapshots");
        sink.accept(new SensorEvent.SnapshotFinished(clock.getAsLong(), found.size()));
    }

    /** Sends what changed. */
    void poll() {
        counters.increment("polls");
        List<Integer> pids = ProcSnapshot.pids(settings.proc());
        var gone = new HashSet<>(known.keySet());
        gone.removeAll(new HashSet<>(pids));
        gone.forEach(this::exited);
        for (int pid : pids) {
            reader.glance(pid).ifPresent(sighting -> compare(pid, sighting));
        }
    }

    private void compare(int pid, ProcessReader.Sighting now) {
        ProcessReader.Sighting before = known.get(pid);
        if (before != null && before.stat().startNanos() != now.stat().startNanos()) {
            exited(pid);
            before = null;
        }
        if (now.stat().over()) {
            if (before != null) {
                exited(pid);
            }
            return;
        }
        known.put(pid, now);
        if (before == null) {
            counters.increment("forks");
            sink.accept(new SensorEvent.ProcessForked(
                    now.stat().startNanos(), pid, now.stat().parentPid()));
        }
        if (before == null || before.executableInode() != now.executableInode()) {
            long at = clock.getAsLong();
            ProcessDetails details = reader.read(pid);
            counters.increment("execs");
            ReadingCounts.count(details, counters);
            sink.accept(new SensorEvent.ProcessExecuted(at, pid, details));
        }
    }

    private void exited(int pid) {
        known.remove(pid);
        counters.increment("exits");
        sink.accept(new SensorEvent.ProcessExited(clock.getAsLong(), pid, -1));
    }
}
