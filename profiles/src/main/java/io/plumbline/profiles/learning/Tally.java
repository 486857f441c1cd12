// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Classification;
import io.plumbline.profiles.behavior.Classifier;
import io.plumbline.profiles.peer.Addresses;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Support;
import io.plumbline.profiles.profile.Usage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One entry of a baseline with its cells. */
final class Tally {
    static final int MAX_CELLS = 64;
    private static final int MAX_IMAGES = 16;
    private static final Comparator<Row.Cell> AGE = Comparator.comparingLong(Row.Cell::lastSeen)
            .thenComparing(cell -> cell.run().id());

    final String id;
    Behavior behavior;
    final Classification classification;
    EntryState state;
    EntrySource source;

    @Nullable
    Attribution attribution;

    private final Map<String, Row.Cell> cells = new HashMap<>();
    private final Set<String> imageVersions = new LinkedHashSet<>();
    private long droppedCount;
    private long droppedFirstSeen;
    private long droppedLastSeen;
    private Usage droppedUsage = Usage.NONE;
    /** Over all cells, also those that are no longer kept. */
    private Usage usage = Usage.NONE;

    Tally(Behavior behavior, EntryState state, EntrySource source, @Nullable Attribution attribution) {
        this.id = BehaviorId.of(behavior);
        this.behavior = behavior;
        this.classification = Classifier.classify(behavior);
        this.state = state;
        this.source = source;
        this.attribution = attribution;
    }

    static Tally restore(Row.Entry row, Collection<Row.Cell> cells) {
        Tally tally = new Tally(row.behavior(), row.state(), row.source(), row.attribution());
        tally.droppedCount = row.droppedCount();
        tally.droppedFirstSeen = row.droppedFirstSeen();
        tally.droppedLastSeen = row.droppedLastSeen();
        tally.droppedUsage = row.droppedUsage();
        tally.usage = row.droppedUsage();
        tally.imageVersions.addAll(row.imageVersions());
        for (Row.Cell cell : cells) {
            tally.cells.put(cell.run().id(), cell);
            tally.usage = tally.usage.max(cell.usage());
        }
        return tally;
    }

    /**
     * Takes the maximum of a counter and what is kept for its run.
     *
     * <p>Only the {@value #MAX_CELLS} runs seen last are kept one by one; older ones are summed up. A counter of a run that
     * is not kept, and that ends before the last one summed up, is taken as counted: a repeated message never counts twice. Its
     * usage is taken even so: of a maximum, repetition makes no more.
     *
     * @return what changed
     */
    Outcome add(String baselineId, ContainerRun run, Counter counter) {
        Row.Cell former = cells.get(run.id());
        if (former == null && droppedLastSeen > 0 && counter.lastSeen() <= droppedLastSeen) {
            return dropUsage(counter.usage()) ? Outcome.ENTRY : Outcome.NOTHING;
        }
        Row.Cell cell = former == null ? first(baselineId, run, counter) : merge(former, counter);
        if (cell.equals(former)) {
            return Outcome.NOTHING;
        }
        cells.put(run.id(), cell);
        usage = usage.max(cell.usage());
        boolean refined = refine(counter.behavior());
        boolean newImage =
                run.imageDigest() != null && imageVersions.size() < MAX_IMAGES && imageVersions.add(run.imageDigest());
        Row.Cell dropped = cells.size() > MAX_CELLS ? drop() : null;
        return new Outcome(cell, dropped, newImage || refined || dropped != null);
    }

    private Row.Cell first(String baselineId, ContainerRun run, Counter counter) {
        return new Row.Cell(
                baselineId,
                id,
                run,
                counter.count(),
                counter.firstSeen(),
                counter.lastSeen(),
                counter.usage(),
                counter.addresses());
    }

    private static Row.Cell merge(Row.Cell former, Counter counter) {
        return new Row.Cell(
                former.baselineId(),
                former.entryId(),
                former.run(),
                Math.max(former.count(), counter.count()),
                Math.min(former.firstSeen(), counter.firstSeen()),
                Math.max(former.lastSeen(), counter.lastSeen()),
                former.usage().max(counter.usage()),
                Addresses.later(former.addresses(), former.lastSeen(), counter.addresses(), counter.lastSeen()));
    }

    /** What was learned may become known more exactly; what a person said stays as it was said. */
    private boolean refine(Behavior observed) {
        Behavior former = behavior;
        behavior = source == EntrySource.LEARNED ? former.orMoreExact(observed) : former;
        return !behavior.equals(former);
    }

    private Row.Cell drop() {
        Row.Cell oldest = cells.values().stream().min(AGE).orElseThrow();
        cells.remove(oldest.run().id());
        droppedCount += oldest.count();
        droppedFirstSeen = droppedFirstSeen == 0 ? oldest.firstSeen() : Math.min(droppedFirstSeen, oldest.firstSeen());
        droppedLastSeen = Math.max(droppedLastSeen, oldest.lastSeen());
        dropUsage(oldest.usage());
        return oldest;
    }

    /** Keeps a usage whose cell is not kept; true when it was more than what was known of such cells. */
    private boolean dropUsage(Usage dropped) {
        Usage former = droppedUsage;
        droppedUsage = former.max(dropped);
        usage = usage.max(dropped);
        return !droppedUsage.equals(former);
    }

    boolean isSeen() {
        return droppedCount > 0 || !cells.isEmpty();
    }

    Collection<Row.Cell> cells() {
        return List.copyOf(cells.values());
    }

    Row.Entry row(String baselineId) {
        return new Row.Entry(
                baselineId,
                id,
                behavior,
                state,
                source,
                attribution,
                droppedCount,
                droppedFirstSeen,
                droppedLastSeen,
                droppedUsage,
                new ArrayList<>(imageVersions));
    }

    ProfileEntry entry() {
        return new ProfileEntry(
                id, behavior, classification, state, source, support(), attribution, usage, addresses());
    }

    /** How much the peer was used by any run. */
    Usage usage() {
        return usage;
    }

    private List<String> addresses() {
        return Addresses.join(
                cells.values().stream().sorted(AGE).map(Row.Cell::addresses), ProfileEntry.MOST_ADDRESSES);
    }

    Support support() {
        if (!isSeen()) {
            return Support.NONE;
        }
        long count = droppedCount;
        long first = droppedFirstSeen == 0 ? Long.MAX_VALUE : droppedFirstSeen;
        long last = droppedLastSeen;
        Set<String> pods = new LinkedHashSet<>();
        Set<String> nodes = new LinkedHashSet<>();
        for (Row.Cell cell : cells.values()) {
            count += cell.count();
            first = Math.min(first, cell.firstSeen());
            last = Math.max(last, cell.lastSeen());
            pods.add(cell.run().podUid());
            nodes.add(cell.run().node());
        }
        return new Support(
                count,
                first,
                last,
                pods.size(),
                cells.size(),
                nodes.size(),
                imageVersions.stream().sorted().toList());
    }

    /**
     * What adding a counter changed.
     *
     * @param cell the cell as it is now; null when no cell changed
     * @param dropped a cell that is no longer kept
     * @param entryChanged true when the entry's own row changed
     */
    record Outcome(Row.@Nullable Cell cell, Row.@Nullable Cell dropped, boolean entryChanged) {
        static final Outcome NOTHING = new Outcome(null, null, false);
        static final Outcome ENTRY = new Outcome(null, null, true);
    }
}
