// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.decisions;

import io.grpc.Status;
import io.plumbline.collector.baselines.BaselineRegistry;
import io.plumbline.collector.store.DecisionRow.Effect;
import io.plumbline.collector.writer.Turn;
import io.plumbline.profiles.learning.Baseline;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.wire.ProfileCodec;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.Decision;
import io.plumbline.v1.EntryState;
import io.plumbline.v1.ProfileEntry;
import io.plumbline.v1.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applies decisions to baselines, and takes that back. Writer thread only. */
final class Effects {
    private final BaselineRegistry baselines;

    Effects(BaselineRegistry baselines) {
        this.baselines = baselines;
    }

    /** Adds the behaviours to the baseline, or denies them there; entries that said so already are left alone. */
    List<Applied> apply(Turn turn, BaselineKey key, Decision decision, List<Behavior> behaviors) {
        return baselines
                .change(turn, key, baseline -> decide(baseline, key, decision, behaviors))
                .orElse(List.of());
    }

    /** Returns what {@link #apply} would do, and changes nothing. */
    List<Applied> rehearse(BaselineKey key, Decision decision, List<Behavior> behaviors) {
        return baselines
                .rehearse(key, baseline -> decide(baseline, key, decision, behaviors))
                .orElse(List.of());
    }

    /** Takes effects back: the entries are as before, or gone. Returns the entries that were taken back. */
    List<ProfileEntry> undo(Turn turn, List<Effect> effects, Decision decision) {
        var entries = new ArrayList<ProfileEntry>();
        for (Effect effect : effects) {
            baselines
                    .key(effect.baselineId())
                    .flatMap(key -> baselines.change(turn, key, baseline -> restore(baseline, effect, decision)))
                    .flatMap(taken -> taken)
                    .ifPresent(entries::add);
        }
        return entries;
    }

    /** Returns what {@link #undo} would take back, and changes nothing. */
    List<ProfileEntry> rehearseUndo(List<Effect> effects, Decision decision) {
        var entries = new ArrayList<ProfileEntry>();
        for (Effect effect : effects) {
            baselines
                    .key(effect.baselineId())
                    .flatMap(key -> baselines.rehearse(key, baseline -> restore(baseline, effect, decision)))
                    .flatMap(taken -> taken)
                    .ifPresent(entries::add);
        }
        return entries;
    }

    private List<Applied> decide(Baseline baseline, BaselineKey key, Decision decision, List<Behavior> behaviors) {
        var applied = new ArrayList<Applied>();
        Map<String, ProfileEntry> before = new HashMap<>();
        baselines.profile(baseline).getEntriesList().forEach(entry -> before.put(entry.getId(), entry));
        Long expiresAt = decision.hasExpiresAtUnixNanos() ? decision.getExpiresAtUnixNanos() : null;
        for (Behavior behavior : behaviors) {
            ProfileEntry entry = ProfileCodec.toProto(decide(baseline, behavior, decision, expiresAt));
            ProfileEntry previous = before.get(entry.getId());
            if (!entry.equals(previous)) {
                applied.add(new Applied(new Effect(baselines.id(key), entry.getId(), previous), entry));
            }
        }
        return applied;
    }

    private static io.plumbline.profiles.profile.ProfileEntry decide(
            Baseline baseline, Behavior behavior, Decision decision, @Nullable Long expiresAt) {
        var known = BehaviorCodec.fromProto(behavior);
        try {
            return decision.getVerdict() == Verdict.VERDICT_REJECT
                    ? baseline.deny(known, decision.getActor(), decision.getReason(), expiresAt)
                    : baseline.accept(known, decision.getActor(), decision.getReason(), expiresAt);
        } catch (IllegalArgumentException tooWide) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("pattern: " + tooWide.getMessage())
                    .asRuntimeException();
        }
    }

    private static Optional<ProfileEntry> restore(Baseline baseline, Effect effect, Decision decision) {
        Optional<ProfileEntry> taken = baseline.forget(effect.entryId()).map(ProfileCodec::toProto);
        ProfileEntry previous = effect.previous();
        if (previous != null && previous.getState() != EntryState.ENTRY_STATE_QUARANTINED) {
            var behavior = BehaviorCodec.fromProto(previous.getBehavior());
            String actor = previous.hasDecidedBy() ? previous.getDecidedBy() : decision.getActor();
            String reason = previous.hasReason() ? previous.getReason() : "undo of " + decision.getUndoOf();
            Long expiresAt = previous.hasExpiresAtUnixNanos() ? previous.getExpiresAtUnixNanos() : null;
            try {
                if (previous.getState() == EntryState.ENTRY_STATE_DENIED) {
                    baseline.deny(behavior, actor, reason, expiresAt);
                } else {
                    baseline.accept(behavior, actor, reason, expiresAt);
                }
            } catch (IllegalArgumentException ignored) {
                // An imported entry that nobody may accept today: it stays away, which is the safe side.
            }
        }
        return taken;
    }

    /** One entry that was written, and what it takes to undo it. */
    record Applied(Effect effect, ProfileEntry entry) {}
}
