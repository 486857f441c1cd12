// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Classifier;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.learning.MergeResult.Refusal;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.FirstStart;
import io.plumbline.profiles.profile.Judge;
import io.plumbline.profiles.profile.Match;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Verdict;
import io.plumbline.profiles.workload.IdentitySource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What container runs did: merges their deltas, decides what is learned of them, and keeps what they add up to. */
final class Observations {
    private final Ledger ledger;
    private final Lifecycle lifecycle;
    private final RefusedBehaviors refused;
    private final Statements statements;
    private final Lags lags = new Lags();
    private IdentitySource identity;
    private long lastLoss;
    private long starts;
    private long droppedDescribed;
    private long droppedLost;
    private long firstStart;
    private boolean changed;

    Observations(
            Ledger ledger,
            Lifecycle lifecycle,
            RefusedBehaviors refused,
            Statements statements,
            IdentitySource identity) {
        this.ledger = ledger;
        this.lifecycle = lifecycle;
        this.refused = refused;
        this.statements = statements;
        this.identity = identity;
    }

    Observations(
            Ledger ledger, Lifecycle lifecycle, RefusedBehaviors refused, Statements statements, Row.Header header) {
        this(ledger, lifecycle, refused, statements, header.identity());
        lastLoss = header.lastLoss();
        starts = header.starts();
        droppedDescribed = header.droppedDescribed();
        droppedLost = header.droppedLost();
        firstStart = header.firstStart();
    }

    IdentitySource identity() {
        return identity;
    }

    long lastLoss() {
        return lastLoss;
    }

    long starts() {
        return starts;
    }

    long droppedDescribed() {
        return droppedDescribed;
    }

    long droppedLost() {
        return droppedLost;
    }

    /** When the first run was started that was watched from its beginning on; 0 while none was. */
    long firstStart() {
        return firstStart;
    }

    Evidence evidence() {
        return new EvidenceCount(
                        ledger,
                        refused::mayHold,
                        lifecycle.learningSince(),
                        starts,
                        droppedDescribed,
                        droppedLost,
                        lastLoss,
                        lags.latest())
                .evidence();
    }

    /** Whether identity, loss, starts or dropped runs changed since the last call. */
    boolean drainChanged() {
        boolean drained = changed;
        changed = false;
        return drained;
    }

    MergeResult merge(Delta delta, long now) {
        lags.told(delta.run().node(), delta.behindNanos(), now);
        if (Math.max(1, delta.generation()) < lifecycle.generation()) {
            return new MergeResult(List.of(), refuseAll(delta, Refusal.OLD_GENERATION), false);
        }
        if (lifecycle.mode() == Mode.OFF) {
            return new MergeResult(List.of(), refuseAll(delta, Refusal.OFF), false);
        }
        boolean anyChange = confirmIdentity(delta.identity());
        anyChange |= mergeRun(delta, now);
        anyChange |= firstStart(delta);
        List<ProfileEntry> added = new ArrayList<>();
        List<MergeResult.Refused> refusals = new ArrayList<>();
        Map<String, Tally> touched = new LinkedHashMap<>();
        long waiting = ledger.quarantined();
        Map<String, ProfileEntry> decided = null;
        for (Counter counter : delta.counters()) {
            if (counter.count() <= 0) {
                continue;
            }
            String id = BehaviorId.of(counter.behavior());
            Tally tally = ledger.get(id);
            if (tally == null) {
                boolean waits = waits(counter.behavior(), id);
                // What is learned here is no statement of a person, so these stay the same over all counters.
                decided = decided == null ? statements.index() : decided;
                Admission admission = admission(delta, counter, id, decided, waits, waiting, now);
                if (admission.refusal != null) {
                    refusals.add(new MergeResult.Refused(counter, admission.refusal));
                    anyChange |= admission.changed;
                    continue;
                }
                if (admission.covered) {
                    continue;
                }
                tally = new Tally(counter.behavior(), EntryState.ACTIVE, EntrySource.LEARNED, null);
                waiting += waits ? 1 : 0;
                tally.state = waits ? EntryState.QUARANTINED : EntryState.ACTIVE;
                ledger.put(tally);
                touched.put(tally.id, tally);
            }
            anyChange |= ledger.count(tally, delta.run(), usageCounts(tally) ? counter : counter.withoutUsage());
        }
        touched.values().forEach(tally -> added.add(tally.entry()));
        return new MergeResult(added, refusals, anyChange);
    }

    private boolean waits(Behavior behavior, String id) {
        return Classifier.classify(behavior).isSensitive() || refused.mayHold(id);
    }

    /** A baseline that does not learn does not get used to more of what it learned: that would be how to hide it. */
    private boolean usageCounts(Tally tally) {
        return lifecycle.learns() || tally.source != EntrySource.LEARNED;
    }

    private boolean confirmIdentity(IdentitySource source) {
        if (source.compareTo(identity) < 0) {
            identity = source;
            changed = true;
            return true;
        }
        return false;
    }

    private boolean mergeRun(Delta delta, long now) {
        Ledger.RunOutcome outcome = ledger.run(delta.run(), delta.described(), delta.lost(), now);
        if (outcome.started()) {
            starts++;
            changed = true;
        }
        if (outcome.lossGrew()) {
            lastLoss = Math.max(lastLoss, now);
            changed = true;
        }
        Row.Run dropped = outcome.dropped();
        if (dropped != null) {
            droppedDescribed += dropped.described();
            droppedLost += dropped.lost();
            changed = true;
        }
        return outcome.changed();
    }

    private boolean firstStart(Delta delta) {
        long startedAt = delta.run().startedAt();
        if (!delta.startSeen() || startedAt <= 0 || (firstStart != 0 && firstStart <= startedAt)) {
            return false;
        }
        firstStart = startedAt;
        changed = true;
        return true;
    }

    /** True while a locked baseline learns all the same: see {@link FirstStart}. */
    private boolean startsFirst(Delta delta, Counter counter) {
        return delta.startSeen()
                && FirstStart.covers(
                        lifecycle.stateSince(), firstStart, delta.run().startedAt(), counter.firstSeen());
    }

    /** Whether a behaviour without an entry of its own is learned; {@code decided}: what people said, by id. */
    private Admission admission(
            Delta delta,
            Counter counter,
            String id,
            Map<String, ProfileEntry> decided,
            boolean waits,
            long waiting,
            long now) {
        Behavior behavior = counter.behavior();
        switch (Judge.judge(decided, behavior, now)) {
            case Verdict.Denied ignored -> {
                return Admission.refuse(Refusal.DENIED);
            }
            case Verdict.Known ignored -> {
                return Admission.COVERED;
            }
            case Verdict.Unconfirmed ignored -> {}
            case Verdict.Unmatched ignored -> {}
        }
        OpenPorts.Open open = behavior instanceof Inbound ? statements.open(now).covering(behavior) : null;
        if (open != null && (!lifecycle.learns() || open.clients().size() >= OpenPorts.MOST_KEPT)) {
            return Admission.COVERED;
        }
        if (behavior instanceof Execution execution && execution.phase() == Phase.SESSION) {
            return Admission.refuse(Refusal.SESSION);
        }
        if (!Match.isComplete(behavior)) {
            return Admission.refuse(Refusal.INCOMPLETE);
        }
        if (identity == IdentitySource.API && delta.identity() != IdentitySource.API) {
            return Admission.refuse(Refusal.UNCONFIRMED_IDENTITY);
        }
        if (!lifecycle.learns() && counter.firstSeen() >= lifecycle.stateSince() && !startsFirst(delta, counter)) {
            return new Admission(Refusal.STABLE, false, refused.remember(id));
        }
        if (waits && waiting >= Profile.MAX_WAITING) {
            return noRoom(Refusal.TOO_MANY_WAITING, counter, now);
        }
        if (!waits && ledger.size() - waiting >= Profile.MAX_ENTRIES) {
            return noRoom(Refusal.FULL, counter, now);
        }
        return Admission.LEARN;
    }

    /** What has no room is lost: the quiet time starts anew when it was seen last, however often that is told. */
    private Admission noRoom(Refusal why, Counter counter, long now) {
        long seen = Math.min(now, counter.lastSeen());
        boolean later = seen > lastLoss;
        lastLoss = Math.max(lastLoss, seen);
        changed |= later;
        return new Admission(why, false, later);
    }

    private static List<MergeResult.Refused> refuseAll(Delta delta, Refusal why) {
        return delta.counters().stream()
                .map(counter -> new MergeResult.Refused(counter, why))
                .toList();
    }

    /**
     * What becomes of a behaviour without an entry.
     *
     * @param refusal null: not refused
     * @param covered true when what a person said covers it already, or a port that is open to the cluster
     */
    private record Admission(@Nullable Refusal refusal, boolean covered, boolean changed) {
        static final Admission LEARN = new Admission(null, false, false);
        static final Admission COVERED = new Admission(null, true, false);

        static Admission refuse(Refusal refusal) {
            return new Admission(refusal, false, false);
        }
    }
}
