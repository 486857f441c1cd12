// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.process;

import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The processes of the node by pid: the mirror of the kernel's own table, kept by events and put right by snapshots. Owned by
 * the pipeline thread. Its size follows the kernel's: what exits goes, except that children keep their ancestors.
 */
public final class ProcessTable {
    /** A snapshot of thousands of processes takes well under a second; what began within this time may be younger than it. */
    private static final long LONGEST_SNAPSHOT_NANOS = 2_000_000_000L;

    private final Map<Integer, TrackedProcess> processes = new HashMap<>();
    private final Set<Integer> foundSinceSnapshot = new HashSet<>();

    /** A process forked. Its parent may be unknown. */
    public TrackedProcess forked(long bootNanos, int pid, int parentPid) {
        TrackedProcess process = new TrackedProcess(pid, processes.get(parentPid), bootNanos);
        processes.put(pid, process);
        return process;
    }

    /** A process runs a new program; one that is not known yet (its fork was lost) is taken up. */
    public TrackedProcess executed(long bootNanos, int pid, ProcessDetails details) {
        TrackedProcess process = processes.get(pid);
        if (process == null || reused(process, details)) {
            process = new TrackedProcess(pid, parentOf(details), bootNanos);
            processes.put(pid, process);
        }
        TrackedProcess parent = parentOf(details);
        if (parent != null) {
            process.adoptParent(parent);
        }
        process.executed(bootNanos, details);
        return process;
    }

    /** A process that a snapshot found; returns it, new or known. */
    public TrackedProcess found(long bootNanos, int pid, ProcessDetails details) {
        foundSinceSnapshot.add(pid);
        TrackedProcess process = processes.get(pid);
        if (process == null || reused(process, details)) {
            process = new TrackedProcess(pid, parentOf(details), bootNanos);
            processes.put(pid, process);
        }
        process.found(details);
        return process;
    }

    /** A snapshot is complete: processes that were there well before it ended, and that it did not find, are gone. */
    public void snapshotFinished(long bootNanos) {
        long snapshotNanos = bootNanos - LONGEST_SNAPSHOT_NANOS;
        processes
                .values()
                .removeIf(process -> !foundSinceSnapshot.contains(process.pid())
                        && process.startNanos() < snapshotNanos
                        && process.lastExecNanos() < snapshotNanos);
        foundSinceSnapshot.clear();
    }

    /** A process is gone. Returns what was known of it. */
    public @Nullable TrackedProcess exited(int pid) {
        return processes.remove(pid);
    }

    public @Nullable TrackedProcess get(int pid) {
        return processes.get(pid);
    }

    /** The process that connected, listens or asks, where the sensor could tell and while it is there. */
    public @Nullable TrackedProcess get(SensorEvent.Owner owner) {
        return owner.pid() instanceof Reading.Known<Integer> pid ? processes.get(pid.value()) : null;
    }

    /** Pids of the living processes of a container; walks the table. */
    public List<Integer> pidsOf(String containerId) {
        return processes.values().stream()
                .filter(process -> containerId.equals(process.containerId()))
                .map(TrackedProcess::pid)
                .toList();
    }

    public int size() {
        return processes.size();
    }

    private @Nullable TrackedProcess parentOf(ProcessDetails details) {
        return details.parentPid().toOptional().map(processes::get).orElse(null);
    }

    /** A pid whose start time moved by more than the two clocks can differ belongs to another process now. */
    private static boolean reused(TrackedProcess process, ProcessDetails details) {
        long known = process.startNanos();
        return details.startTimeNanos()
                .toOptional()
                .map(start -> Math.abs(start - known) > 50_000_000L)
                .orElse(false);
    }
}
