// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.linux.BpfMap;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorCounters;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.sensor.ebpf.program.Programs;
import io.plumbline.agent.sensor.ebpf.record.CgroupTable;
import io.plumbline.agent.sensor.ebpf.ring.SharedCounts;
import io.plumbline.agent.sensor.ebpf.ring.SharedCounts.Kind;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What the kernel's side counted instead of telling: records that did not fit into a ring, and what the budget of a container kept
 * back. Told with the container whose it was. Not thread-safe.
 */
final class LossWatch {
    private static final int LOSS_KEY_BYTES = 16;
    private static final int BUDGET_BYTES = 32;
    private static final int BUDGET_SUPPRESSED = 16;

    /** A container that kept within its budget for so long is throttled no more. */
    private static final long CALM_NANOS = 5_000_000_000L;

    /** As many as the kernel's maps have. */
    private static final int MOST_CGROUPS = 4096;

    private final SharedCounts counts;
    private final BpfMap losses;
    private final BpfMap budgets;
    private final CgroupTable cgroups;
    private final SensorCounters counters;
    private final Map<Long, Map<Kind, Long>> toldByCgroup = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<Kind, Long>> eldest) {
            return size() > MOST_CGROUPS;
        }
    };
    private final Map<Long, Throttled> throttled = new HashMap<>();
    private long counted;
    private boolean networkLost;

    /**
     * A budget that was exceeded.
     *
     * @param suppressed of the kernel's count: told
     * @param sinceNanos when what is not told yet began; 0 when that is not known
     * @param changedNanos when something was told last; 0 when it is calm
     */
    private record Throttled(long suppressed, long sinceNanos, long changedNanos) {}

    LossWatch(Programs programs, SharedCounts counts, CgroupTable cgroups, SensorCounters counters) {
        this.counts = counts;
        this.cgroups = cgroups;
        this.counters = counters;
        losses = new BpfMap(programs.losses(), LOSS_KEY_BYTES, Long.BYTES);
        budgets = new BpfMap(programs.budgets(), Long.BYTES, BUDGET_BYTES);
        if (programs.adopted()) {
            // Whose the losses were that the earlier agent told: what comes on top of them is ours to tell.
            losses.forEach((key, value) -> toldByCgroup
                    .computeIfAbsent(key.getLong(0), ignored -> new EnumMap<>(Kind.class))
                    .put(Kind.of(key.getInt(8)), value.getLong(0)));
        }
    }

    /** A container exceeds one of its budgets; the key is that of rings.h: the cgroup's id, and a last bit for the network. */
    void throttled(long budget, long atNanos) {
        Throttled known = throttled.getOrDefault(budget, new Throttled(0, 0, 0));
        if (known.sinceNanos == 0) {
            throttled.put(budget, new Throttled(known.suppressed, atNanos, known.changedNanos));
        }
    }

    /** True when records of the network were lost since the last call. */
    boolean takeNetworkLoss() {
        boolean lost = networkLost;
        networkLost = false;
        return lost;
    }

    /** Tells what was lost or kept back since the last call; true when a new snapshot is needed to know what is there. */
    boolean tell(long now, Consumer<SensorEvent> sink) {
        boolean lost = false;
        for (Kind kind : Kind.values()) {
            long sum = counts.lost(kind);
            long since = sum - counts.told(kind);
            if (since > 0) {
                counts.told(kind, sum);
                lost |= kind.ofProcesses();
                networkLost |= !kind.ofProcesses();
                String cause = kind.ofProcesses() ? "process-ring-full" : "network-ring-full";
                counters.add(cause, since);
                tellByCgroup(kind, cause, since, now, sink);
            }
        }
        long suppressed = 0;
        for (Kind kind : Kind.values()) {
            suppressed += counts.suppressed(kind);
        }
        counters.add("throttled", suppressed - counted);
        counted = suppressed;
        boolean calm = tellThrottled(now, sink);
        return lost || calm;
    }

    /** Whose the losses were; what the map had no room for was anybody's. */
    private void tellByCgroup(Kind kind, String cause, long all, long now, Consumer<SensorEvent> sink) {
        long[] rest = {all};
        losses.forEach((key, value) -> {
            if (Kind.of(key.getInt(8)) == kind) {
                long cgroup = key.getLong(0);
                Map<Kind, Long> known = toldByCgroup.computeIfAbsent(cgroup, ignored -> new EnumMap<>(Kind.class));
                long before = known.getOrDefault(kind, 0L);
                long count = value.getLong(0);
                // The kernel forgets those who lost nothing for long, and counts anew.
                long since = Math.min(rest[0], count < before ? count : count - before);
                known.put(kind, count);
                if (since > 0) {
                    rest[0] -= since;
                    sink.accept(new SensorEvent.EventsLost(now, cause, since, cgroups.text(cgroup, now)));
                }
            }
        });
        if (rest[0] > 0) {
            sink.accept(new SensorEvent.EventsLost(now, cause, rest[0], Reading.unknown("not-provided")));
        }
    }

    /** True when a container became calm: what it did meanwhile shows in a snapshot. */
    private boolean tellThrottled(long now, Consumer<SensorEvent> sink) {
        boolean calm = false;
        for (Iterator<Map.Entry<Long, Throttled>> all = throttled.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Long, Throttled> entry = all.next();
            Throttled known = entry.getValue();
            var budget = budgets.get(entry.getKey());
            long suppressed = budget == null ? known.suppressed : budget.getLong(BUDGET_SUPPRESSED);
            // The kernel forgets the budgets of those who were quiet for long, and counts anew.
            long count = suppressed < known.suppressed ? suppressed : suppressed - known.suppressed;
            if (count > 0) {
                // Whose cgroup is not known yet is told when it is.
                if (cgroups.text(entry.getKey() >>> 1, now) instanceof Reading.Known<String> cgroup) {
                    // As of when it happened: told now, it may be over for a second.
                    long since = known.sinceNanos == 0 ? now : known.sinceNanos;
                    sink.accept(new SensorEvent.ContainerThrottled(since, cgroup.value(), count));
                    entry.setValue(new Throttled(suppressed, 0, now));
                }
            } else if (now - known.changedNanos > CALM_NANOS) {
                calm |= known.changedNanos != 0;
                if (budget == null) {
                    all.remove();
                } else {
                    // Its count goes on from where it is when it is throttled again.
                    entry.setValue(new Throttled(suppressed, 0, 0));
                }
            }
        }
        return calm;
    }
}
