// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.SensorEvent.CodeMapped;
import io.plumbline.agent.sensor.SensorEvent.ProcessExecuted;
import io.plumbline.agent.sensor.SensorEvent.ProcessExited;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts executable mappings, which come by rings of their own, among the other events where they belong: after the exec that made
 * them (the kernel maps a program before it tells its start) and before the end of the process. Not thread-safe.
 */
final class MappingOrder {
    /** Between the mapping of a program and its start the kernel reads the head of the file: far less than this. */
    private static final long EXEC_NANOS = 5_000_000L;

    private List<CodeMapped> held = new ArrayList<>();

    private record Placed(long atNanos, CodeMapped mapped) {}

    /** True while mappings wait for what may still come. */
    boolean holds() {
        return !held.isEmpty();
    }

    /**
     * One stream of both.
     *
     * @param events in the order of time
     * @param mapped drained before the events were
     * @param completeNanos up to when {@code events} has all that happened, nanoseconds since boot
     */
    List<SensorEvent> merge(List<SensorEvent> events, List<CodeMapped> mapped, long completeNanos) {
        if (mapped.isEmpty() && held.isEmpty()) {
            return events;
        }
        List<CodeMapped> all = held;
        all.addAll(mapped);
        held = new ArrayList<>();
        Map<Integer, List<Long>> execs = new HashMap<>();
        Set<Integer> ended = new HashSet<>();
        for (SensorEvent event : events) {
            if (event instanceof ProcessExecuted executed) {
                execs.computeIfAbsent(executed.pid(), ignored -> new ArrayList<>(1))
                        .add(executed.bootNanos());
            } else if (event instanceof ProcessExited exited) {
                ended.add(exited.pid());
            }
        }
        List<Placed> placed = new ArrayList<>(all.size());
        for (CodeMapped each : all) {
            long exec = execAfter(execs.getOrDefault(each.pid(), List.of()), each.bootNanos());
            if (exec != 0) {
                placed.add(new Placed(exec, each));
            } else if (each.bootNanos() > completeNanos - EXEC_NANOS && !ended.contains(each.pid())) {
                // The exec that it belongs to may not be written yet.
                held.add(each);
            } else {
                placed.add(new Placed(each.bootNanos(), each));
            }
        }
        placed.sort(Comparator.comparingLong(Placed::atNanos));
        return merge(events, placed);
    }

    private static long execAfter(List<Long> execs, long mappedNanos) {
        for (long exec : execs) {
            if (exec >= mappedNanos && exec - mappedNanos <= EXEC_NANOS) {
                return exec;
            }
        }
        return 0;
    }

    private static List<SensorEvent> merge(List<SensorEvent> events, List<Placed> placed) {
        List<SensorEvent> merged = new ArrayList<>(events.size() + placed.size());
        int next = 0;
        for (SensorEvent event : events) {
            while (next < placed.size() && placed.get(next).atNanos() < event.bootNanos()) {
                merged.add(placed.get(next++).mapped());
            }
            merged.add(event);
        }
        while (next < placed.size()) {
            merged.add(placed.get(next++).mapped());
        }
        return merged;
    }
}
