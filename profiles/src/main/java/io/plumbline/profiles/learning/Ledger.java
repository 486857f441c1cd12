// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Usage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Entries, cells and runs of one baseline, and which of their rows changed since they were last written. */
final class Ledger {
    /** Runs that are kept one by one; older ones are summed up. */
    static final int MAX_RUNS = 256;

    private final String baselineId;
    private final Map<String, Tally> tallies = new TreeMap<>();
    /** For matching only: support and addresses of these entries are not kept current. */
    private final Map<String, ProfileEntry> index = new LinkedHashMap<>();

    private final Map<String, Row.Run> runs = new LinkedHashMap<>();
    private final Map<String, Row> changed = new LinkedHashMap<>();
    private final Set<String> deleted = new HashSet<>();

    Ledger(String baselineId) {
        this.baselineId = baselineId;
    }

    void restore(Collection<Row.Entry> entries, Collection<Row.Cell> cells, Collection<Row.Run> restoredRuns) {
        Map<String, List<Row.Cell>> byEntry = new LinkedHashMap<>();
        cells.forEach(cell -> byEntry.computeIfAbsent(cell.entryId(), ignored -> new ArrayList<>())
                .add(cell));
        for (Row.Entry row : entries) {
            Tally tally = Tally.restore(row, byEntry.getOrDefault(row.entryId(), List.of()));
            tallies.put(tally.id, tally);
            index.put(tally.id, tally.entry());
        }
        restoredRuns.forEach(run -> runs.put(run.run().id(), run));
    }

    @Nullable
    Tally get(String id) {
        return tallies.get(id);
    }

    Collection<Tally> all() {
        return tallies.values();
    }

    Map<String, ProfileEntry> index() {
        return index;
    }

    int size() {
        return tallies.size();
    }

    Collection<Row.Run> runs() {
        return runs.values();
    }

    /** Adds an entry, or takes note that its state, source or attribution changed. */
    void put(Tally tally) {
        tallies.put(tally.id, tally);
        index.put(tally.id, tally.entry());
        write(tally.row(baselineId));
    }

    void remove(Tally tally) {
        tallies.remove(tally.id);
        index.remove(tally.id);
        tally.cells().forEach(cell -> delete(cell.rowKey()));
        delete(tally.row(baselineId).rowKey());
    }

    /** True when the counter changed anything. */
    boolean count(Tally tally, ContainerRun run, Counter counter) {
        Usage former = tally.usage();
        Tally.Outcome outcome = tally.add(baselineId, run, counter);
        if (outcome.cell() != null) {
            write(outcome.cell());
        }
        if (outcome.dropped() != null) {
            delete(outcome.dropped().rowKey());
        }
        if (outcome.entryChanged()) {
            write(tally.row(baselineId));
        }
        if (outcome.entryChanged() || !tally.usage().equals(former)) {
            index.put(tally.id, tally.entry());
        }
        return outcome.cell() != null || outcome.entryChanged();
    }

    /** Merges what is known of a run; says what the baseline itself has to take note of. */
    RunOutcome run(ContainerRun run, long described, long lost, long now) {
        Row.Run former = runs.get(run.id());
        Row.Run merged = former == null
                ? new Row.Run(baselineId, run, described, lost, now)
                : new Row.Run(
                        baselineId,
                        former.run(),
                        Math.max(former.described(), described),
                        Math.max(former.lost(), lost),
                        former.lastMerged());
        if (merged.equals(former)) {
            return new RunOutcome(false, false, false, null);
        }
        Row.Run current = new Row.Run(baselineId, merged.run(), merged.described(), merged.lost(), now);
        runs.put(run.id(), current);
        write(current);
        boolean lossGrew = current.lost() > (former == null ? 0 : former.lost());
        return new RunOutcome(true, former == null, lossGrew, runs.size() > MAX_RUNS ? dropRun() : null);
    }

    private Row.Run dropRun() {
        Row.Run oldest = runs.values().stream()
                .min(Comparator.comparingLong(Row.Run::lastMerged)
                        .thenComparing(one -> one.run().id()))
                .orElseThrow();
        runs.remove(oldest.run().id());
        delete(oldest.rowKey());
        return oldest;
    }

    private void write(Row row) {
        changed.put(row.rowKey(), row);
        deleted.remove(row.rowKey());
    }

    private void delete(String rowKey) {
        changed.remove(rowKey);
        deleted.add(rowKey);
    }

    /** Entries that wait for a person. */
    long quarantined() {
        return tallies.values().stream()
                .filter(tally -> tally.state == EntryState.QUARANTINED)
                .count();
    }

    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Tally tally : tallies.values()) {
            rows.add(tally.row(baselineId));
            rows.addAll(tally.cells());
        }
        rows.addAll(runs.values());
        return rows;
    }

    /** Rows that changed since the last call. */
    List<Row> drainChanged() {
        List<Row> drained = List.copyOf(changed.values());
        changed.clear();
        return drained;
    }

    /** Keys of rows that are gone since the last call. */
    List<String> drainDeleted() {
        List<String> drained = List.copyOf(deleted);
        deleted.clear();
        return drained;
    }

    /**
     * What the merge of a run means for the baseline.
     *
     * @param dropped a run that is no longer kept
     */
    record RunOutcome(boolean changed, boolean started, boolean lossGrew, Row.@Nullable Run dropped) {}
}
