// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.report;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.agent.state.Batch;
import io.plumbline.agent.watch.BehaviorCounters;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.learning.Counter;
import io.plumbline.profiles.learning.Lag;
import io.plumbline.profiles.wire.DeltaCodec;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.v1.Coverage;
import io.plumbline.v1.EntryCounter;
import io.plumbline.v1.LearnedDelta;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells what containers did: at once when something new was counted, else now and then; and keeps it for a restart of the agent
 * in the middle of a container's life. Owned by the pipeline thread.
 */
public final class LearnedReports {
    private static final String COUNTER = "counter";
    private static final String COVERAGE = "coverage";

    /** Mere repetition of what is known is told this often. */
    private static final long REPEAT_NANOS = 15_000_000_000L;

    /** While events wait, that is told this often. */
    private static final long LATE_NANOS = 5_000_000_000L;

    /** Counters are cumulative, so they may travel in parts: no message comes near to what a collector takes. */
    private static final int PART_BYTES = 512 << 10;

    private final ReportWriter writer;
    private final KeptState kept;
    private final Map<String, Long> lastDelta = new HashMap<>();
    private final Map<String, Map<String, Counter>> formerCounters;
    private final Map<String, byte[]> formerCoverage;
    /** Containers of which was told that their events wait. */
    private final Set<String> late = new HashSet<>();

    private long behindNanos;
    private long told;

    /** {@code kept}: by an earlier run. */
    public LearnedReports(ReportWriter writer, KeptState kept) {
        this.writer = writer;
        this.kept = kept;
        formerCounters = counters(kept.load(COUNTER));
        formerCoverage = new HashMap<>(kept.load(COVERAGE));
    }

    /** The counters of an earlier run by container and behaviour; entries that can not be read are left out. */
    private static Map<String, Map<String, Counter>> counters(Map<String, byte[]> stored) {
        Map<String, Map<String, Counter>> counters = new HashMap<>();
        stored.forEach((key, value) -> {
            try {
                Counter counter = DeltaCodec.read(EntryCounter.parseFrom(value)).orElseThrow();
                counters.computeIfAbsent(key.substring(0, key.indexOf(' ')), ignored -> new HashMap<>())
                        .put(BehaviorId.of(counter.behavior()), counter);
            } catch (InvalidProtocolBufferException | RuntimeException damaged) {
                // Counted again from now on: a lower counter changes nothing at the collector, which keeps the maximum.
            }
        });
        return counters;
    }

    /** Lets a container that is watched from now on go on from an earlier run; returns the counters that it had. */
    public Collection<Counter> restore(WatchedContainer container) {
        byte[] coverage = formerCoverage.remove(container.id());
        if (coverage != null) {
            try {
                container.coverage().restore(Coverage.parseFrom(coverage));
            } catch (InvalidProtocolBufferException damaged) {
                container.lost("state-damaged", 1);
            }
        }
        Map<String, Counter> counters = formerCounters.remove(container.id());
        if (counters == null) {
            return List.of();
        }
        counters.forEach(container.counters()::restore);
        return counters.values();
    }

    /** Forgets what an earlier run kept of containers that are not there any more. */
    public void forgetUnlisted(Set<String> containerIds) {
        formerCounters.keySet().retainAll(containerIds);
        formerCoverage.keySet().retainAll(containerIds);
        Batch.Builder batch = Batch.builder();
        for (String kind : List.of(COUNTER, COVERAGE)) {
            for (String key : kept.load(kind).keySet()) {
                int space = key.indexOf(' ');
                if (!containerIds.contains(space < 0 ? key : key.substring(0, space))) {
                    batch.delete(kind, key);
                }
            }
        }
        writer.send(batch.build());
    }

    /** The agent handles now what happened that many nanoseconds ago. */
    public void behind(long nanos) {
        behindNanos = nanos > Lag.TOLERATED ? nanos : 0;
    }

    /**
     * Sends the counters of a container, if it is time; and that its events wait, while they do, without any counter.
     *
     * @param generation of the profile that it was judged by, 0 for none
     * @param last true when there will be no other time
     */
    public void send(WatchedContainer container, long generation, long nowNanos, boolean last) {
        long since = nowNanos - lastDelta.getOrDefault(container.id(), nowNanos - REPEAT_NANOS);
        boolean lateNow = behindNanos > 0 && !last;
        boolean counts = container.dirty() && (last || container.counters().novel() || since >= REPEAT_NANOS);
        boolean lateness = lateNow ? since >= LATE_NANOS : late.contains(container.id());
        if (!counts && !lateness) {
            return;
        }
        ByteString coverage = container.coverage().statement().toByteString();
        if (container.isWaiting()) {
            // Whose it is, and as what, is not clear yet: told now, it would make a baseline that nobody has.
            if (last) {
                writer.send(Batch.builder()
                        .put(COVERAGE, container.id(), coverage.toByteArray())
                        .build());
            }
            return;
        }
        if (container.isSession()) {
            // It has no baseline; its coverage is told with its incidents.
            container.flushed();
            return;
        }
        if (lateNow) {
            late.add(container.id());
        } else {
            late.remove(container.id());
        }
        LearnedDelta head = head(container, generation).toBuilder()
                .setBehindNanos(lateNow ? behindNanos : 0)
                .build();
        LearnedDelta.Builder part = head.toBuilder();
        Batch.Builder batch = Batch.builder();
        int bytes = 0;
        for (Map.Entry<String, BehaviorCounters.Cell> entry :
                container.counters().cells().entrySet()) {
            if (!entry.getValue().takeDirty()) {
                continue;
            }
            EntryCounter counter = DeltaCodec.toProto(entry.getValue().counter());
            if (bytes > PART_BYTES) {
                writer.send(part(part, batch));
                part = head.toBuilder();
                batch = Batch.builder();
                bytes = 0;
            }
            part.addCounters(counter);
            batch.put(COUNTER, container.id() + " " + entry.getKey(), counter.toByteArray());
            bytes += counter.getSerializedSize();
        }
        batch.put(COVERAGE, container.id(), coverage.toByteArray());
        writer.send(part(part, batch));
        container.flushed();
        lastDelta.put(container.id(), nowNanos);
    }

    private static LearnedDelta head(WatchedContainer container, long generation) {
        return LearnedDelta.newBuilder()
                .setKey(WorkloadCodec.toProto(container.key()))
                .setIdentity(WorkloadCodec.toProto(container.identity()))
                .setGeneration(generation)
                .setContainer(container.instance())
                .setStartSeen(container.isStartSeen())
                .setPodUid(container.container().sandbox().podUid())
                .setCoverage(container.coverage().statement())
                .build();
    }

    private Batch part(LearnedDelta.Builder delta, Batch.Builder batch) {
        told++;
        return batch.message(writer.message().setLearned(delta).build()).build();
    }

    /** A container is over: what was kept for a restart in its middle goes. */
    public void ended(WatchedContainer container) {
        Batch.Builder batch = Batch.builder();
        container.counters().cells().keySet().forEach(id -> batch.delete(COUNTER, container.id() + " " + id));
        batch.delete(COVERAGE, container.id());
        writer.send(batch.build());
        lastDelta.remove(container.id());
        late.remove(container.id());
    }

    /** Messages sent so far. */
    public long told() {
        return told;
    }
}
