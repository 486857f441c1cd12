// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.Judge;
import io.plumbline.profiles.profile.LearningProgress;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.ProfileSpec;
import io.plumbline.profiles.profile.Verdict;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.IdentitySource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    public static final int MAX_REFUSED = RefusedBehaviors.MAX;

    private final BaselineKey key;
    private final Ledger ledger;
    private final Lifecycle lifecycle;
    private final RefusedBehaviors refused;
    private final Statements statements;
    private final Observations observations;

    private Baseline(BaselineKey key, IdentitySource identity, long now) {
        this.key = key;
        this.ledger = new Ledger(key.id());
        this.lifecycle = new Lifecycle(now);
        this.refused = new RefusedBehaviors();
        this.statements = new Statements(ledger, lifecycle, refused);
        this.observations = new Observations(ledger, lifecycle, refused, statements, identity);
    }

    private Baseline(Row.Header header, List<Row> rows) {
        this.key = header.key();
        this.ledger = new Ledger(key.id());
        this.ledger.restore(all(rows, Row.Entry.class), all(rows, Row.Cell.class), all(rows, Row.Run.class));
        this.lifecycle = new Lifecycle(header);
        this.refused = new RefusedBehaviors(header);
        this.statements = new Statements(ledger, lifecycle, refused);
        this.observations = new Observations(ledger, lifecycle, refused, statements, header);
    }

    /** A new baseline in LEARNING, mode AUTO, generation 1. */
    public static Baseline create(BaselineKey key, IdentitySource identity, long now) {
        return new Baseline(key, identity, now);
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
                baselines.add(new Baseline(headers.getFirst(), own));
            }
        }
        return baselines;
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
        return lifecycle.mode();
    }

    public BaselineState state() {
        return lifecycle.state();
    }

    public long generation() {
        return lifecycle.generation();
    }

    /** How sure anybody ever was of the workload's identity. */
    public IdentitySource identity() {
        return observations.identity();
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
        return observations.merge(delta, now);
    }

    /** Locks a learning baseline of mode AUTO when the rule says so. */
    public Optional<StateChange> evaluate(LockRule rule, long now) {
        return lifecycle.evaluate(rule, this::evidence, now);
    }

    /**
     * To STABLE at once, whatever the lock rule says; empty when it is already.
     *
     * @throws IllegalStateException when the mode is LEARN or OFF
     */
    public Optional<StateChange> lock(String actor, String reason, long now) {
        return lifecycle.lock(actor, reason, now);
    }

    /**
     * Back to LEARNING, with what was learned; nothing that was refused goes active by itself. Empty when it learns already.
     *
     * @throws IllegalStateException when the mode is FROZEN or OFF
     */
    public Optional<StateChange> reopen(String actor, String reason, long now) {
        return lifecycle.reopen(actor, reason, now);
    }

    /** Sets what people want; LEARN reopens a stable baseline, FROZEN locks a learning one. */
    public Optional<StateChange> setMode(Mode wanted, String actor, String reason, long now) {
        return lifecycle.setMode(wanted, actor, reason, now);
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
        return statements.accept(behavior, actor, reason, expiresAt);
    }

    /** A person says that a behaviour, or a pattern of it, must not happen. */
    public ProfileEntry deny(Behavior behavior, String actor, String reason, @Nullable Long expiresAt) {
        return statements.deny(behavior, actor, reason, expiresAt);
    }

    /**
     * Takes an entry away, whoever made it. It does not come back by itself: seen again while learning, it is quarantined.
     * The generation counts up. Empty when there is no such entry.
     */
    public Optional<ProfileEntry> forget(String entryId) {
        return statements.forget(entryId);
    }

    /**
     * Takes over what people say in a document. It is the whole of what they say: accepted, imported and denied entries that
     * it does not have are removed; learned ones stay. The generation counts up when anything changes.
     */
    public ImportResult importSpec(ProfileSpec spec, String actor, long now) {
        return statements.importSpec(spec, actor, now);
    }

    /** Says whether a behaviour is normal, like {@link Profile#judge}, without making a profile first. */
    public Verdict judge(Behavior behavior, long now) {
        Map<String, ProfileEntry> entries = ledger.index();
        return Judge.judge(behavior instanceof Inbound ? statements.open(now).fold(entries) : entries, behavior, now);
    }

    /** The entry with this id as it is now. */
    public Optional<ProfileEntry> entry(String entryId) {
        Tally tally = ledger.get(entryId);
        if (tally != null) {
            return Optional.of(tally.entry());
        }
        return Optional.ofNullable(statements.open(Long.MIN_VALUE).get(entryId)).map(OpenPorts.Open::entry);
    }

    /** What a lock rule judges by. */
    public Evidence evidence() {
        return observations.evidence();
    }

    /** How far learning has come by this rule. */
    public LearningProgress progress(LockRule rule, long now) {
        Evidence evidence = evidence();
        double fraction = 1;
        List<String> waitingFor = List.of();
        if (lifecycle.learns() && rule.evaluate(evidence, now) instanceof LockDecision.Waiting waiting) {
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
                rule.describe(),
                observations.firstStart());
    }

    /**
     * The baseline as a profile; entries in the order in which they were first seen. Of a port that many workloads of the cluster
     * connect to, one entry stands for all clients that were learned.
     */
    public Profile profile(LockRule rule, long now) {
        Map<String, ProfileEntry> all = new LinkedHashMap<>();
        ledger.all().forEach(tally -> all.put(tally.id, tally.entry()));
        Map<String, ProfileEntry> entries = new LinkedHashMap<>();
        OpenPorts.of(all.values(), refused::mayHold, now).fold(all).values().stream()
                .sorted(Comparator.comparingLong(
                                (ProfileEntry entry) -> entry.support().firstSeen())
                        .thenComparing(ProfileEntry::id))
                .forEach(entry -> entries.put(entry.id(), entry));
        return new Profile(
                key,
                lifecycle.mode(),
                lifecycle.state(),
                lifecycle.stateReason(),
                lifecycle.stateSince(),
                lifecycle.generation(),
                entries,
                progress(rule, now));
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
        boolean headerChanged = lifecycle.drainChanged();
        headerChanged |= refused.drainChanged();
        headerChanged |= observations.drainChanged();
        List<Row> puts = new ArrayList<>();
        if (headerChanged) {
            puts.add(header());
        }
        puts.addAll(ledger.drainChanged());
        return new Changes(puts, ledger.drainDeleted());
    }

    private Row.Header header() {
        return new Row.Header(
                key,
                observations.identity(),
                lifecycle.mode(),
                lifecycle.state(),
                lifecycle.stateReason(),
                lifecycle.stateSince(),
                lifecycle.generation(),
                lifecycle.learningSince(),
                observations.lastLoss(),
                observations.starts(),
                observations.droppedDescribed(),
                observations.droppedLost(),
                refused.ids(),
                refused.overflow(),
                observations.firstStart());
    }
}
