// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.agent.incident.IncidentTracker;
import io.plumbline.agent.outbox.Delivery;
import io.plumbline.agent.state.Batch;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.kubernetes.PodContextCodec;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.learning.Counter;
import io.plumbline.profiles.wire.DeltaCodec;
import io.plumbline.profiles.wire.ProfileCodec;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.EntryCounter;
import io.plumbline.v1.Incident;
import io.plumbline.v1.LearnedDelta;
import io.plumbline.v1.SandboxInterval;
import io.plumbline.v1.WorkloadInterest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What leaves the pipeline: incidents at once, counters when something new was learned and else now and then, sandboxes and
 * interest as they change. A message and the state that lets the agent go on after a restart are written together, so that
 * neither is there without the other. Owned by the pipeline thread.
 */
final class Reports {
    static final String COUNTER = "counter";
    static final String COVERAGE = "coverage";
    static final String INCIDENT = "incident";
    static final String PROFILE = "profile";
    static final String SANDBOX = "sandbox";
    static final String CLUSTER = "cluster";
    static final String CONTEXT = "context";
    static final String REDACTION_KEY = "redaction-key";

    /** Mere repetition of what is known is told this often. */
    private static final long REPEAT_NANOS = 15_000_000_000L;

    private final Delivery delivery;
    private final IncidentTracker incidents;
    private final LongSupplier unixClock;
    private final Map<String, Long> lastDelta = new HashMap<>();
    private Set<BaselineKey> interest = Set.of();
    private boolean interestTold;
    private long incidentsTold;
    private long deltasTold;

    Reports(Delivery delivery, IncidentTracker incidents, LongSupplier unixClock) {
        this.delivery = delivery;
        this.incidents = incidents;
        this.unixClock = unixClock;
    }

    /** Sends incidents that have something new to tell. */
    void incidents(long nowNanos) {
        List<IncidentTracker.Snapshot> due = incidents.due(nowNanos);
        if (due.isEmpty()) {
            return;
        }
        Batch.Builder batch = Batch.builder();
        for (IncidentTracker.Snapshot told : due) {
            Incident incident = told.incident();
            batch.message(message().setIncident(incident).build());
            batch.put(INCIDENT, told.key(), incident.toByteArray());
            incidentsTold++;
        }
        delivery.send(batch.build());
    }

    /** Forgets incidents that nothing was added to for long. */
    void closeIncidents() {
        List<String> closed = incidents.close(unixClock.getAsLong());
        if (!closed.isEmpty()) {
            Batch.Builder batch = Batch.builder();
            closed.forEach(key -> batch.delete(INCIDENT, key));
            delivery.send(batch.build());
        }
    }

    /** Sends the counters of a container, if it is time. {@code generation}: of the profile it was judged by, 0 for none. */
    void learned(WatchedContainer container, long generation, long nowNanos, boolean last) {
        long since = nowNanos - lastDelta.getOrDefault(container.id(), nowNanos - REPEAT_NANOS);
        if (!container.dirty() || !(last || container.novel() || since >= REPEAT_NANOS)) {
            return;
        }
        if (container.isWaiting()) {
            // Whose it is, and as what, is not clear yet: told now, it would make a baseline that nobody has.
            if (last) {
                delivery.send(Batch.builder()
                        .put(
                                COVERAGE,
                                container.id(),
                                container.coverage().statement().toByteArray())
                        .build());
            }
            return;
        }
        LearnedDelta.Builder delta = LearnedDelta.newBuilder()
                .setKey(WorkloadCodec.toProto(container.key()))
                .setIdentity(WorkloadCodec.toProto(container.identity()))
                .setGeneration(generation)
                .setContainer(container.instance())
                .setPodUid(container.container().sandbox().podUid())
                .setCoverage(container.coverage().statement());
        Batch.Builder batch = Batch.builder();
        container.cells().forEach((id, cell) -> {
            if (cell.takeDirty()) {
                EntryCounter counter = DeltaCodec.toProto(cell.counter());
                delta.addCounters(counter);
                batch.put(COUNTER, container.id() + " " + id, counter.toByteArray());
            }
        });
        batch.put(COVERAGE, container.id(), container.coverage().statement().toByteArray());
        batch.message(message().setLearned(delta).build());
        delivery.send(batch.build());
        container.flushed();
        lastDelta.put(container.id(), nowNanos);
        deltasTold++;
    }

    /** A container is over: what was kept for a restart in its middle goes. */
    void ended(WatchedContainer container) {
        Batch.Builder batch = Batch.builder();
        container.cells().keySet().forEach(id -> batch.delete(COUNTER, container.id() + " " + id));
        batch.delete(COVERAGE, container.id());
        delivery.send(batch.build());
        lastDelta.remove(container.id());
    }

    /** A sandbox appeared, changed or is gone. */
    void sandbox(String sandboxId, List<SandboxInterval> intervals, boolean gone) {
        Batch.Builder batch = Batch.builder();
        for (SandboxInterval interval : intervals) {
            batch.message(message().setSandbox(interval).build());
            String key = sandboxId + " " + interval.getIp();
            if (gone) {
                batch.delete(SANDBOX, key);
            } else {
                batch.put(SANDBOX, key, interval.toByteArray());
            }
        }
        send(batch.build());
    }

    /** Keeps what the cluster says of a pod. */
    void keep(PodContext context) {
        send(Batch.builder()
                .put(CONTEXT, context.uid(), PodContextCodec.toProto(context).toByteArray())
                .build());
    }

    void forgetContext(String podUid) {
        send(Batch.builder().delete(CONTEXT, podUid).build());
    }

    /** What was kept of pods; what cannot be read is left out: the cluster says it again. */
    static List<PodContext> contexts(Map<String, byte[]> stored) {
        List<PodContext> contexts = new ArrayList<>();
        stored.values().forEach(bytes -> {
            try {
                contexts.add(PodContextCodec.fromProto(io.plumbline.v1.PodContext.parseFrom(bytes)));
            } catch (InvalidProtocolBufferException damaged) {
                // As if it had never been kept.
            }
        });
        return contexts;
    }

    /** Tells the end of sandboxes that an earlier run reported and that are not there any more. */
    void endUnlisted(Map<String, byte[]> stored, Set<String> sandboxIds) {
        Batch.Builder batch = Batch.builder();
        stored.forEach((key, value) -> {
            if (!sandboxIds.contains(key.substring(0, Math.max(0, key.indexOf(' '))))) {
                batch.delete(SANDBOX, key);
                try {
                    SandboxInterval ended = SandboxInterval.parseFrom(value).toBuilder()
                            .setToUnixNanos(unixClock.getAsLong())
                            .build();
                    batch.message(message().setSandbox(ended).build());
                } catch (InvalidProtocolBufferException damaged) {
                    // Nobody can tell whose end it was.
                }
            }
        });
        send(batch.build());
    }

    /** Forgets counters and coverage of containers that are not there any more. */
    void forgetContainers(Node.Stored stored, Set<String> containerIds) {
        Batch.Builder batch = Batch.builder();
        for (String kind : List.of(COUNTER, COVERAGE)) {
            for (String key : stored.load(kind).keySet()) {
                int space = key.indexOf(' ');
                if (!containerIds.contains(space < 0 ? key : key.substring(0, space))) {
                    batch.delete(kind, key);
                }
            }
        }
        send(batch.build());
    }

    private void send(Batch batch) {
        if (!batch.isEmpty()) {
            delivery.send(batch);
        }
    }

    /** A profile arrived: kept, so that a restarted agent can judge before the collector answers. */
    void keep(io.plumbline.profiles.profile.Profile profile) {
        delivery.send(Batch.builder()
                .put(PROFILE, profile.key().id(), ProfileCodec.toProto(profile).toByteArray())
                .build());
    }

    /** The cluster's key for hashes: needed before the collector can be reached at the next start. */
    void keepRedactionKey(byte[] key) {
        if (key.length > 0) {
            delivery.send(Batch.builder().put(CLUSTER, REDACTION_KEY, key).build());
        }
    }

    /** Tells which profiles this node needs, if that changed or the collector is new. */
    void interest(Set<BaselineKey> keys) {
        if (interestTold && keys.equals(interest)) {
            return;
        }
        interest = new HashSet<>(keys);
        interestTold = true;
        WorkloadInterest.Builder wanted = WorkloadInterest.newBuilder();
        keys.forEach(key -> wanted.addBaselines(WorkloadCodec.toProto(key)));
        delivery.send(Batch.of(message().setInterest(wanted).build()));
    }

    /** The collector is new, or back: it has to be told anew. */
    void welcomed() {
        interestTold = false;
    }

    private AgentMessage.Builder message() {
        return AgentMessage.newBuilder().setObservedAtUnixNanos(unixClock.getAsLong());
    }

    /** The counters of an earlier run by container and behaviour; entries that can not be read are left out. */
    static Map<String, Map<String, Counter>> counters(Map<String, byte[]> stored) {
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

    /** The incidents of an earlier run. */
    static List<IncidentTracker.Snapshot> incidents(Map<String, byte[]> stored) {
        List<IncidentTracker.Snapshot> told = new ArrayList<>();
        stored.forEach((key, value) -> {
            try {
                told.add(IncidentTracker.Snapshot.of(key, Incident.parseFrom(value)));
            } catch (InvalidProtocolBufferException damaged) {
                // Snapshot again under a new id if it happens again.
            }
        });
        return told;
    }

    long incidentsTold() {
        return incidentsTold;
    }

    long deltasTold() {
        return deltasTold;
    }
}
