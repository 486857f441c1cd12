// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.learning.MergeResult.Refusal;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Judge;
import io.plumbline.profiles.profile.Judgement;
import io.plumbline.profiles.profile.LearningProgress;
import io.plumbline.profiles.profile.Match;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.ProfileSpec;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.IdentitySource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of one container of a workload: what it does, who decided what, and whether it still learns.
 *
 * <p>Merging takes the maximum per entry and container run, so the order and repetition of deltas do not matter. Sensitive
 * behaviour is quarantined, and what was refused while stable never goes active by itself later. Belongs to one thread.
 * All times are nanoseconds since 1970 UTC.
 */
public final class Baseline {
    /** Most ids of refused behaviours; when there were more, everything new is quarantined after a reopen. */
    public static final int MAX_REFUSED = 1024;

    private final BaselineKey key;
    private final String id;
    private final Ledger ledger;
    private final Set<String> refused = new LinkedHashSet<>();
    private boolean refusedOverflow;
    private IdentitySource identity;
    private Mode mode = Mode.AUTO;
    private BaselineState state = BaselineState.LEARNING;
    private String stateReason = "new workload";
    private long stateSince;
    private long generation = 1;
    private long learningSince;
    private long lastLoss;
    private long starts;
    private long droppedDescribed;
    private long droppedLost;
    private boolean headerChanged;

    private Baseline(BaselineKey key, IdentitySource identity) {
        this.key = key;
        this.identity = identity;
        this.id = key.id();
        this.ledger = new Ledger(id);
    }

    /** A new baseline in LEARNING, mode AUTO, generation 1. */
    public static Baseline create(BaselineKey key, IdentitySource identity, long now) {
        Baseline baseline = new Baseline(key, identity);
        baseline.stateSince = now;
        baseline.learningSince = now;
        baseline.headerChanged = true;
        return baseline;
    }

    /** The baselines of these rows, in any order; rows of a baseline without a header are left out. */
    public static List<Baseline> restore(Collection<? extends Row> rows) {
        Map<String, List<Row>> byBaseline = new LinkedHashMap<>();
        rows.forEach(row -> byBaseline
                .computeIfAbsent(row.baselineId(), ignored -> new ArrayList<>())
                .add(row));
        List<Baseline> baselines = new ArrayList<>();
        for (List<Row> own : byBaseline.values()) {
            List<Row.Header> headers = all(own, Row.Header.class);
            if (!headers.isEmpty()) {
                baselines.add(restore(headers.getFirst(), own));
            }
        }
        return baselines;
    }

    private static Baseline restore(Row.Header header, List<Row> rows) {
        Baseline baseline = new Baseline(header.key(), header.identity());
        baseline.mode = header.mode();
        baseline.state = header.state();
        baseline.stateReason = header.stateReason();
        baseline.stateSince = header.stateSince();
        baseline.generation = header.generation();
        baseline.learningSince = header.learningSince();
        baseline.lastLoss = header.lastLoss();
        baseline.starts = header.starts();
        baseline.droppedDescribed = header.droppedDescribed();
        baseline.droppedLost = header.droppedLost();
        baseline.refused.addAll(header.refused());
        baseline.refusedOverflow = header.refusedOverflow();
        baseline.ledger.restore(all(rows, Row.Entry.class), all(rows, Row.Cell.class), all(rows, Row.Run.class));
        return baseline;
    }

    private static <T extends Row> List<T> all(List<Row> rows, Class<T> type) {
        return rows.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** A second baseline that is equal and independent: to see what a decision would change. */
    public Baseline copy() {
        return restore(rows()).getFirst();
    }

    public BaselineKey key() {
        return key;
    }

    public Mode mode() {
        return mode;
    }

    public BaselineState state() {
        return state;
    }

    public long generation() {
        return generation;
    }

    /** How sure anybody ever was of the workload's identity. */
    public IdentitySource identity() {
        return identity;
    }

    /**
     * Adds what a container run did.
     *
     * @throws IllegalArgumentException when the delta is of another baseline
     */
    public MergeResult merge(Delta delta, long now) {
        if (!delta.key().equals(key)) {
            throw new IllegalArgumentException("key: " + delta.key() + " (expected: " + key + ")");
        }
        if (Math.max(1, delta.generation()) < generation) {
            return new MergeResult(List.of(), refuseAll(delta, Refusal.OLD_GENERATION), false);
        }
        if (mode == Mode.OFF) {
            return new MergeResult(List.of(), refuseAll(delta, Refusal.OFF), false);
        }
        boolean changed = confirmIdentity(delta.identity());
        changed |= mergeRun(delta, now);
        List<ProfileEntry> added = new ArrayList<>();
        List<MergeResult.Refused> refusals = new ArrayList<>();
        Map<String, Tally> touched = new LinkedHashMap<>();
        for (Counter counter : delta.counters()) {
            if (counter.count() <= 0) {
                continue;
            }
            Tally tally = ledger.get(BehaviorId.of(counter.behavior()));
            if (tally == null) {
                Verdict verdict = verdict(delta, counter, now);
                if (verdict.refusal != null) {
                    refusals.add(new MergeResult.Refused(counter, verdict.refusal));
                    changed |= verdict.changed;
                    continue;
                }
                if (verdict.covered) {
                    continue;
                }
                tally = new Tally(counter.behavior(), EntryState.ACTIVE, EntrySource.LEARNED, null);
                boolean waits = tally.classification.isSensitive() || refusedOverflow || refused.contains(tally.id);
                tally.state = waits ? EntryState.QUARANTINED : EntryState.ACTIVE;
                ledger.put(tally);
                touched.put(tally.id, tally);
            }
            changed |= ledger.count(tally, delta.run(), counter);
        }
        touched.values().forEach(tally -> added.add(tally.entry()));
        return new MergeResult(added, refusals, changed);
    }

    private boolean confirmIdentity(IdentitySource source) {
        if (source.compareTo(identity) < 0) {
            identity = source;
            headerChanged = true;
            return true;
        }
        return false;
    }

    private boolean mergeRun(Delta delta, long now) {
        Ledger.RunOutcome outcome = ledger.run(delta.run(), delta.described(), delta.lost(), now);
        if (outcome.started()) {
            starts++;
            headerChanged = true;
        }
        if (outcome.lossGrew()) {
            lastLoss = Math.max(lastLoss, now);
            headerChanged = true;
        }
        Row.Run dropped = outcome.dropped();
        if (dropped != null) {
            droppedDescribed += dropped.described();
            droppedLost += dropped.lost();
            headerChanged = true;
        }
        return outcome.changed();
    }

    /** Whether a behaviour without an entry of its own is learned. */
    private Verdict verdict(Delta delta, Counter counter, long now) {
        Behavior behavior = counter.behavior();
        switch (Judge.judge(statements(), behavior, now)) {
            case Judgement.Denied ignored -> {
                return Verdict.refuse(Refusal.DENIED);
            }
            case Judgement.Known ignored -> {
                return Verdict.COVERED;
            }
            case Judgement.Unconfirmed ignored -> {}
            case Judgement.Novel ignored -> {}
        }
        if (behavior instanceof Execution execution && execution.phase() == Phase.SESSION) {
            return Verdict.refuse(Refusal.SESSION);
        }
        if (!Match.isComplete(behavior)) {
            return Verdict.refuse(Refusal.INCOMPLETE);
        }
        if (identity == IdentitySource.API && delta.identity() != IdentitySource.API) {
            return Verdict.refuse(Refusal.UNCONFIRMED_IDENTITY);
        }
        if (!state.learns() && counter.firstSeen() >= stateSince) {
            return new Verdict(Refusal.STABLE, false, remember(BehaviorId.of(behavior)));
        }
        return ledger.size() >= Profile.MAX_ENTRIES ? Verdict.refuse(Refusal.FULL) : Verdict.LEARN;
    }

    /** What people said; it does not depend on the order of deltas. */
    private Map<String, ProfileEntry> statements() {
        Map<String, ProfileEntry> statements = new LinkedHashMap<>();
        ledger.index().forEach((entryId, entry) -> {
            if (entry.attribution() != null) {
                statements.put(entryId, entry);
            }
        });
        return statements;
    }

    private boolean remember(String behaviorId) {
        if (refused.contains(behaviorId) || refusedOverflow) {
            return false;
        }
        if (refused.size() >= MAX_REFUSED) {
            refusedOverflow = true;
        } else {
            refused.add(behaviorId);
        }
        headerChanged = true;
        return true;
    }

    private static List<MergeResult.Refused> refuseAll(Delta delta, Refusal why) {
        return delta.counters().stream()
                .map(counter -> new MergeResult.Refused(counter, why))
                .toList();
    }

    /** Locks a learning baseline of mode AUTO when the rule says so. */
    public Optional<StateChange> evaluate(LockRule rule, long now) {
        if (mode != Mode.AUTO || !state.learns()) {
            return Optional.empty();
        }
        return switch (rule.evaluate(evidence(), now)) {
            case LockDecision.Ready ready -> Optional.of(move(BaselineState.STABLE, ready.reason(), now));
            case LockDecision.Waiting ignored -> Optional.empty();
        };
    }

    /**
     * To STABLE at once, whatever the lock rule says; empty when it is already.
     *
     * @throws IllegalStateException when the mode is LEARN or OFF
     */
    public Optional<StateChange> lock(String actor, String reason, long now) {
        requireMode("lock", Mode.AUTO, Mode.FROZEN);
        return state == BaselineState.STABLE
                ? Optional.empty()
                : Optional.of(move(BaselineState.STABLE, by("locked", actor, reason), now));
    }

    /**
     * Back to LEARNING, with what was learned; nothing that was refused goes active by itself. Empty when it learns already.
     *
     * @throws IllegalStateException when the mode is FROZEN or OFF
     */
    public Optional<StateChange> reopen(String actor, String reason, long now) {
        requireMode("reopen", Mode.AUTO, Mode.LEARN);
        return state.learns() ? Optional.empty() : Optional.of(open(by("reopened", actor, reason), now));
    }

    /** Sets what people want; LEARN reopens a stable baseline, FROZEN locks a learning one. */
    public Optional<StateChange> setMode(Mode wanted, String actor, String reason, long now) {
        if (wanted == mode) {
            return Optional.empty();
        }
        mode = wanted;
        headerChanged = true;
        return switch (wanted) {
            case LEARN ->
                state.learns() ? Optional.empty() : Optional.of(open(by("mode learn set", actor, reason), now));
            case FROZEN ->
                state == BaselineState.STABLE
                        ? Optional.empty()
                        : Optional.of(move(BaselineState.STABLE, by("mode frozen set", actor, reason), now));
            case AUTO, OFF -> Optional.empty();
        };
    }

    private void requireMode(String what, Mode one, Mode other) {
        if (mode != one && mode != other) {
            throw new IllegalStateException(
                    "mode: " + word(mode) + " (expected: " + word(one) + " or " + word(other) + " to " + what + ")");
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String by(String what, String actor, String reason) {
        return what + " by " + actor + (reason.isEmpty() ? "" : ": " + reason);
    }

    private StateChange open(String why, long now) {
        generation++;
        learningSince = now;
        return move(BaselineState.LEARNING, why, now);
    }

    private StateChange move(BaselineState to, String why, long now) {
        StateChange change = new StateChange(state, to, why, now);
        state = to;
        stateReason = why;
        stateSince = now;
        headerChanged = true;
        return change;
    }

    /**
     * A person says that a behaviour, or a pattern of it, is normal; also confirms a quarantined entry.
     *
     * <p>What could not be read of a behaviour is left open: it is accepted in every form. An unknown origin is the
     * exception: it is taken as "from the image".
     *
     * @param expiresAt null: never
     * @throws IllegalArgumentException when the argument vector is truncated, or missing for a program that takes code
     */
    public ProfileEntry accept(Behavior behavior, String actor, String reason, @Nullable Long expiresAt) {
        Behavior pattern = Acceptable.check(behavior);
        Tally tally = ledger.get(BehaviorId.of(pattern));
        if (tally != null && tally.state == EntryState.ACTIVE && tally.source == EntrySource.LEARNED) {
            return tally.entry();
        }
        return decide(pattern, EntryState.ACTIVE, new Attribution(actor, reason, expiresAt));
    }

    /** A person says that a behaviour, or a pattern of it, must not happen. */
    public ProfileEntry deny(Behavior behavior, String actor, String reason, @Nullable Long expiresAt) {
        return decide(behavior, EntryState.DENIED, new Attribution(actor, reason, expiresAt));
    }

    private ProfileEntry decide(Behavior behavior, EntryState decided, Attribution attribution) {
        Tally tally = ledger.get(BehaviorId.of(behavior));
        if (tally == null) {
            tally = new Tally(behavior, decided, EntrySource.ACCEPTED, attribution);
        }
        tally.state = decided;
        tally.source = EntrySource.ACCEPTED;
        tally.attribution = attribution;
        ledger.put(tally);
        return tally.entry();
    }

    /**
     * Takes an entry away, whoever made it. It does not come back by itself: seen again while learning, it is quarantined.
     * The generation counts up. Empty when there is no such entry.
     */
    public Optional<ProfileEntry> forget(String entryId) {
        Tally tally = ledger.get(entryId);
        if (tally == null) {
            return Optional.empty();
        }
        ProfileEntry entry = tally.entry();
        ledger.remove(tally);
        remember(entryId);
        generation++;
        headerChanged = true;
        return Optional.of(entry);
    }

    /**
     * Takes over what people say in a document. It is the whole of what they say: accepted, imported and denied entries that
     * it does not have are removed; learned ones stay. The generation counts up when anything changes.
     */
    public ImportResult importSpec(ProfileSpec spec, String actor, long now) {
        List<ProfileEntry> changed = new ArrayList<>();
        Set<String> named = new HashSet<>();
        // Later lists win, the stricter word last.
        take(spec.baseline(), EntryState.ACTIVE, EntrySource.IMPORTED, actor, named, changed);
        take(spec.allowed(), EntryState.ACTIVE, EntrySource.ACCEPTED, actor, named, changed);
        take(spec.denied(), EntryState.DENIED, EntrySource.ACCEPTED, actor, named, changed);
        List<ProfileEntry> removed = new ArrayList<>();
        for (Tally tally : List.copyOf(ledger.all())) {
            if (tally.attribution != null && !named.contains(tally.id)) {
                removed.add(tally.entry());
                ledger.remove(tally);
            }
        }
        if (!changed.isEmpty() || !removed.isEmpty()) {
            generation++;
            headerChanged = true;
        }
        Mode wanted = spec.mode();
        StateChange change = wanted == null
                ? null
                : setMode(wanted, actor, "profile document", now).orElse(null);
        return new ImportResult(changed, removed, change);
    }

    private void take(
            List<ProfileSpec.Statement> statements,
            EntryState wanted,
            EntrySource source,
            String actor,
            Set<String> named,
            List<ProfileEntry> changed) {
        for (ProfileSpec.Statement statement : statements) {
            Tally tally = ledger.get(BehaviorId.of(statement.behavior()));
            String decidedBy = statement.decidedBy() == null ? actor : statement.decidedBy();
            Attribution attribution = new Attribution(decidedBy, statement.reason(), statement.expiresAt());
            if (tally == null) {
                tally = new Tally(statement.behavior(), wanted, source, attribution);
            } else if (source == EntrySource.IMPORTED
                    && tally.state == EntryState.ACTIVE
                    && tally.source == EntrySource.LEARNED) {
                continue;
            } else if (tally.state == wanted && tally.source == source && attribution.equals(tally.attribution)) {
                named.add(tally.id);
                continue;
            }
            tally.state = wanted;
            tally.source = source;
            tally.attribution = attribution;
            ledger.put(tally);
            named.add(tally.id);
            changed.removeIf(entry -> entry.id().equals(BehaviorId.of(statement.behavior())));
            changed.add(tally.entry());
        }
    }

    /** Says whether a behaviour is normal, like {@link Profile#judge}, without making a profile first. */
    public Judgement judge(Behavior behavior, long now) {
        return Judge.judge(ledger.index(), behavior, now);
    }

    /** The entry with this id as it is now. */
    public Optional<ProfileEntry> entry(String entryId) {
        return Optional.ofNullable(ledger.get(entryId)).map(Tally::entry);
    }

    /** What a lock rule judges by. */
    public Evidence evidence() {
        return new EvidenceCount(ledger, learningSince, starts, droppedDescribed, droppedLost, lastLoss).evidence();
    }

    /** How far learning has come by this rule. */
    public LearningProgress progress(LockRule rule, long now) {
        Evidence evidence = evidence();
        double fraction = 1;
        List<String> waitingFor = List.of();
        if (state.learns() && rule.evaluate(evidence, now) instanceof LockDecision.Waiting waiting) {
            fraction = waiting.fraction();
            waitingFor = waiting.waitingFor();
        }
        return new LearningProgress(
                evidence.since(),
                evidence.lastNovelty(),
                evidence.observations(),
                evidence.singletons(),
                evidence.lost(),
                fraction,
                waitingFor,
                rule.describe());
    }

    /** The baseline as a profile; entries in the order in which they were first seen. */
    public Profile profile(LockRule rule, long now) {
        Map<String, ProfileEntry> entries = new LinkedHashMap<>();
        ledger.all().stream()
                .map(Tally::entry)
                .sorted(Comparator.comparingLong(
                                (ProfileEntry entry) -> entry.support().firstSeen())
                        .thenComparing(ProfileEntry::id))
                .forEach(entry -> entries.put(entry.id(), entry));
        return new Profile(key, mode, state, stateReason, stateSince, generation, entries, progress(rule, now));
    }

    /** All rows: what {@link #restore} takes. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(header());
        rows.addAll(ledger.rows());
        return rows;
    }

    /** What changed since the last call (or since it was created or restored), for a store. */
    public Changes drainChanges() {
        List<Row> puts = new ArrayList<>();
        if (headerChanged) {
            puts.add(header());
            headerChanged = false;
        }
        puts.addAll(ledger.drainChanged());
        return new Changes(puts, ledger.drainDeleted());
    }

    private Row.Header header() {
        return new Row.Header(
                key,
                identity,
                mode,
                state,
                stateReason,
                stateSince,
                generation,
                learningSince,
                lastLoss,
                starts,
                droppedDescribed,
                droppedLost,
                List.copyOf(refused),
                refusedOverflow);
    }

    /**
     * What becomes of a behaviour without an entry.
     *
     * @param refusal null: not refused
     * @param covered true when what a person said covers it already
     */
    private record Verdict(@Nullable Refusal refusal, boolean covered, boolean changed) {
        static final Verdict LEARN = new Verdict(null, false, false);
        static final Verdict COVERED = new Verdict(null, true, false);

        static Verdict refuse(Refusal refusal) {
            return new Verdict(refusal, false, false);
        }
    }
}
