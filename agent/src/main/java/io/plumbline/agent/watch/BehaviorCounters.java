// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

import io.plumbline.agent.observation.Observation;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.BehaviorSize;
import io.plumbline.profiles.learning.Counter;
import io.plumbline.profiles.profile.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one run of a container did so far, each behaviour with its counter. Owned by the pipeline thread. */
public final class BehaviorCounters {
    /** Counter, cell and id, beside the behaviour. */
    private static final int CELL_BYTES = 512;

    /** So many behaviours are kept with how they were first seen; of the others what was counted is enough. */
    private static final int MOST_FIRSTS = 64;

    private final MemoryBudget.Account memory;
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private final Deque<Cell> firsts = new ArrayDeque<>();
    private boolean dirty;
    private boolean novel;

    BehaviorCounters(MemoryBudget.Account memory) {
        this.memory = memory;
    }

    /** The count of one behaviour. */
    public static final class Cell {
        private Counter counter;
        private final boolean restored;
        private @Nullable Observation first;
        private boolean dirty;

        private Cell(Counter counter, @Nullable Observation first) {
            this.counter = counter;
            this.first = first;
            restored = first == null;
        }

        public Counter counter() {
            return counter;
        }

        /** How it was first seen in this run of the agent; null when an earlier run saw it. Without its process when that was long ago. */
        public @Nullable Observation first() {
            if (restored) {
                return null;
            }
            return first == null ? Observation.of(counter.behavior(), null, counter.firstSeen()) : first;
        }

        public boolean takeDirty() {
            boolean was = dirty;
            dirty = false;
            return was;
        }
    }

    /**
     * Counts an observation, unless it was only found and an earlier run of the agent may have counted it already.
     *
     * @return false when it is a new behaviour and there is no room for it
     */
    boolean count(String behaviorId, Observation observation) {
        Cell cell = cells.get(behaviorId);
        if (cell == null) {
            if (!memory.take(CELL_BYTES + BehaviorSize.of(observation.behavior()))) {
                return false;
            }
            long at = observation.atUnixNanos();
            cell = new Cell(new Counter(observation.behavior(), 0, at, at), observation.abridged());
            cells.put(behaviorId, cell);
            firsts.addLast(cell);
            if (firsts.size() > MOST_FIRSTS) {
                firsts.removeFirst().first = null;
            }
            novel = true;
        } else if (observation.found()) {
            return true;
        }
        Counter known = cell.counter;
        cell.counter = new Counter(
                known.behavior().orMoreExact(observation.behavior()),
                known.count() + 1,
                Math.min(known.firstSeen(), observation.atUnixNanos()),
                Math.max(known.lastSeen(), observation.atUnixNanos()),
                known.usage(),
                withAddress(known.addresses(), observation));
        cell.dirty = true;
        dirty = true;
        return true;
    }

    /** The addresses of a peer, the one that it has now last. */
    private static List<String> withAddress(List<String> known, Observation observation) {
        String address = observation.evidence().remoteAddress();
        if (address.isEmpty() || (!known.isEmpty() && known.getLast().equals(address))) {
            return known;
        }
        List<String> addresses = new ArrayList<>(known);
        addresses.remove(address);
        addresses.add(address);
        return addresses.size() > Counter.MOST_ADDRESSES ? addresses.subList(1, addresses.size()) : addresses;
    }

    /** How much a peer is used; false while the behaviour was never counted. */
    public boolean use(String behaviorId, Usage usage) {
        Cell cell = cells.get(behaviorId);
        if (cell == null) {
            return false;
        }
        Counter known = cell.counter;
        Usage most = known.usage().max(usage);
        if (!most.equals(known.usage())) {
            cell.counter = new Counter(
                    known.behavior(), known.count(), known.firstSeen(), known.lastSeen(), most, known.addresses());
            cell.dirty = true;
            dirty = true;
        }
        return true;
    }

    /** Goes on from a counter of an earlier run of the agent. */
    public void restore(String behaviorId, Counter counter) {
        if (!cells.containsKey(behaviorId) && memory.take(CELL_BYTES + BehaviorSize.of(counter.behavior()))) {
            cells.put(behaviorId, new Cell(counter, null));
        }
    }

    /** Workloads that were named before the collector said which cluster this is are of that cluster. */
    void movePeers(String formerCluster, String newCluster) {
        List<Cell> all = List.copyOf(cells.values());
        cells.clear();
        for (Cell cell : all) {
            Counter counter = cell.counter;
            Behavior behavior = PeerCluster.move(counter.behavior(), formerCluster, newCluster);
            cell.counter = new Counter(
                    behavior,
                    counter.count(),
                    counter.firstSeen(),
                    counter.lastSeen(),
                    counter.usage(),
                    counter.addresses());
            cell.first = cell.first == null ? null : cell.first.withBehavior(behavior);
            // Cumulative counters of the same thing under two names: the larger one holds.
            cells.merge(
                    BehaviorId.of(behavior),
                    cell,
                    (one, other) -> one.counter.count() >= other.counter.count() ? one : other);
        }
    }

    /** All counters are to be told again, as to a collector that knows nothing of them. */
    public void tellAll() {
        cells.values().forEach(cell -> cell.dirty = true);
        dirty |= !cells.isEmpty();
    }

    /** By the id of the behaviour, in the order in which they were first seen. */
    public Map<String, Cell> cells() {
        return cells;
    }

    /** True when a counter changed since all was told. */
    public boolean dirty() {
        return dirty;
    }

    /** True when a behaviour was counted, since all was told, that was never counted before in this container. */
    public boolean novel() {
        return novel;
    }

    void flushed() {
        dirty = false;
        novel = false;
    }
}
