// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.detection;

import io.plumbline.agent.outbox.Delivery;
import io.plumbline.agent.state.Batch;
import io.plumbline.profiles.learning.Baseline;
import io.plumbline.profiles.learning.Changes;
import io.plumbline.profiles.learning.Delta;
import io.plumbline.profiles.learning.LockRule;
import io.plumbline.profiles.learning.Row;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.wire.DeltaCodec;
import io.plumbline.profiles.wire.RowCodec;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.LearnedDelta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the collector is to an agent that works alone: merges what was learned, decides when to lock, gives the profiles back.
 * Stands where the outbox would be, so that the pipeline does not know the difference. Called by the pipeline thread only.
 */
public final class LocalAuthority implements Delivery {
    public static final String BASELINE = "baseline";

    /** The evidence of a baseline is counted over all its entries: not on each turn of the pipeline. */
    private static final long EVALUATE_NANOS = 2_000_000_000L;

    private final Delivery delivery;
    private final LockRule rule;
    private final String node;
    private final String epoch;
    private final LongSupplier unixClock;
    private final Consumer<Profile> profiles;
    private final Map<BaselineKey, Baseline> baselines = new HashMap<>();
    private final Map<BaselineKey, String> told = new HashMap<>();

    /** Baselines that learned something since their profile was told. */
    private final Set<BaselineKey> untold = new HashSet<>();

    private long evaluatedUnixNanos;

    /**
     * @param delivery where state and incidents go
     * @param stored rows of an earlier run, by name
     * @param profiles gets each profile that is new or has changed
     */
    public LocalAuthority(
            Delivery delivery,
            LockRule rule,
            String node,
            String epoch,
            Map<String, byte[]> stored,
            LongSupplier unixClock,
            Consumer<Profile> profiles) {
        this.delivery = delivery;
        this.rule = rule;
        this.node = node;
        this.epoch = epoch;
        this.unixClock = unixClock;
        this.profiles = profiles;
        List<Row> rows = new ArrayList<>();
        stored.values().forEach(bytes -> RowCodec.decode(bytes).ifPresent(rows::add));
        Baseline.restore(rows).forEach(baseline -> baselines.put(baseline.key(), baseline));
    }

    @Override
    public void send(Batch batch) {
        delivery.send(batch);
        for (AgentMessage message : batch.messages()) {
            if (message.hasLearned()) {
                merge(message.getLearned());
            } else if (message.hasInterest()) {
                message.getInterest()
                        .getBaselinesList()
                        .forEach(key -> tell(baseline(WorkloadCodec.fromProto(key)), true));
            }
        }
    }

    private Baseline baseline(BaselineKey key) {
        return baselines.computeIfAbsent(
                key,
                fresh -> Baseline.create(
                        fresh, io.plumbline.profiles.workload.IdentitySource.NAME, unixClock.getAsLong()));
    }

    private void merge(LearnedDelta learned) {
        Delta delta = DeltaCodec.fromProto(learned, node, epoch);
        Baseline baseline = baseline(delta.key());
        baseline.merge(delta, unixClock.getAsLong());
        if (baseline.state().learns() && told.containsKey(baseline.key())) {
            // The whole profile is made, judged by and kept anew each time: in a storm of new behaviour not each
            // quarter of a second.
            keep(baseline);
            untold.add(baseline.key());
        } else {
            settle(baseline);
        }
    }

    /** Time went on: baselines may lock. */
    public void tick() {
        long now = unixClock.getAsLong();
        if (now - evaluatedUnixNanos < EVALUATE_NANOS) {
            return;
        }
        evaluatedUnixNanos = now;
        for (Baseline baseline : baselines.values()) {
            if (baseline.evaluate(rule, now).isPresent() || untold.contains(baseline.key())) {
                settle(baseline);
            }
        }
    }

    private void settle(Baseline baseline) {
        keep(baseline);
        tell(baseline, false);
    }

    private void keep(Baseline baseline) {
        Changes changes = baseline.drainChanges();
        if (!changes.isEmpty()) {
            Batch.Builder batch = Batch.builder();
            changes.deletes().forEach(key -> batch.delete(BASELINE, key));
            changes.puts().forEach(row -> batch.put(BASELINE, row.rowKey(), RowCodec.encode(row)));
            delivery.send(batch.build());
        }
    }

    private void tell(Baseline baseline, boolean always) {
        untold.remove(baseline.key());
        Profile profile = baseline.profile(rule, unixClock.getAsLong());
        String hash = profile.contentHash();
        if (!hash.equals(told.put(baseline.key(), hash)) || always) {
            profiles.accept(profile);
        }
    }
}
