// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

import io.plumbline.agent.container.Container;
import io.plumbline.agent.incident.Subject;
import io.plumbline.agent.observation.Observation;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.learning.Counter;
import io.plumbline.profiles.name.NameGeneralizer;
import io.plumbline.profiles.name.NameLimit;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.WorkloadIdentity;
import io.plumbline.v1.ContainerInstance;
import io.plumbline.v1.Coverage;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of a container, with what it did so far. Owned by the pipeline thread. Until it is clear whose it is (its pod's
 * owner, its baseline) what it does waits here, bounded: what does not fit is counted as lost.
 */
public final class WatchedContainer {
    static final int MOST_WAITING = 4096;
    static final int MOST_COUNTERS = 16_384;

    private final Container container;
    private final long addedNanos;
    private final long mountNamespace;
    private final long networkNamespace;
    private final long rootDevice;
    private final CoverageLog coverage;
    private final Set<InetAddress> addresses;
    private final NameGeneralizer names = new NameGeneralizer();
    private final NameLimit nameLimit = new NameLimit();
    private final Map<String, Cell> cells = new LinkedHashMap<>();
    private @Nullable Deque<Runnable> waiting = new ArrayDeque<>();
    private @Nullable PodContext context;
    private @Nullable BaselineKey key;
    private WorkloadIdentity identity;
    private long identifiedNanos;
    private @Nullable Long stoppedNanos;
    private boolean dirty;
    private boolean novel;
    private boolean entered;
    private long activeNanos;

    /** What one behaviour was counted so far. {@code first} is how it was first seen in this run of the agent. */
    public static final class Cell {
        private Counter counter;
        private @Nullable Observation first;
        private boolean dirty;

        private Cell(Counter counter, @Nullable Observation first) {
            this.counter = counter;
            this.first = first;
        }

        public Counter counter() {
            return counter;
        }

        public @Nullable Observation first() {
            return first;
        }

        public boolean takeDirty() {
            boolean was = dirty;
            dirty = false;
            return was;
        }
    }

    public WatchedContainer(
            Container container,
            WorkloadIdentity identity,
            long mountNamespace,
            long networkNamespace,
            long rootDevice,
            CoverageLog coverage,
            long nowNanos) {
        this.container = container;
        this.identity = identity;
        this.mountNamespace = mountNamespace;
        this.networkNamespace = networkNamespace;
        this.rootDevice = rootDevice;
        this.coverage = coverage;
        this.addresses = container.sandbox().addresses();
        this.addedNanos = nowNanos;
        this.identifiedNanos = nowNanos;
    }

    public Container container() {
        return container;
    }

    public String id() {
        return container.id();
    }

    long addedNanos() {
        return addedNanos;
    }

    /** Of its pod; none when the pod has the node's network. */
    public Set<InetAddress> addresses() {
        return addresses;
    }

    /** The names that it used so far. */
    public NameGeneralizer names() {
        return names;
    }

    /** The names that it asked for so far. */
    public NameLimit nameLimit() {
        return nameLimit;
    }

    /** Inode of its mount namespace; 0 when that could not be read. */
    public long mountNamespace() {
        return mountNamespace;
    }

    long networkNamespace() {
        return networkNamespace;
    }

    /** st_dev of its root file system; 0 when that could not be read. */
    public long rootDevice() {
        return rootDevice;
    }

    /** A program of the container itself was started. */
    public void entered() {
        entered = true;
    }

    /** True once a program of the container itself, not of its runtime, was started. */
    public boolean hasEntered() {
        return entered;
    }

    public CoverageLog coverage() {
        return coverage;
    }

    /**
     * True once the cluster has said what this container is. What it said of the pod before an ephemeral container was added knows
     * nothing of that.
     */
    boolean hasContext() {
        return context != null
                && (context.containerTypes().isEmpty()
                        || context.containerTypes().containsKey(container.name()));
    }

    public Optional<PodContext> context() {
        return Optional.ofNullable(context);
    }

    public void context(PodContext newContext) {
        context = newContext;
        key = null;
    }

    public WorkloadIdentity identity() {
        return identity;
    }

    public void identity(WorkloadIdentity newIdentity) {
        identity = newIdentity;
        key = null;
    }

    /** Whose it is was told just now: its profile is another one. */
    void identified(long nowNanos) {
        identifiedNanos = nowNanos;
    }

    long identifiedNanos() {
        return identifiedNanos;
    }

    /** Asked for with each event, so it is made once for each identity. */
    public BaselineKey key() {
        BaselineKey known = key;
        if (known == null) {
            known = newKey();
            key = known;
        }
        return known;
    }

    private BaselineKey newKey() {
        ContainerType type = context == null
                ? container.type()
                : context.containerTypes().getOrDefault(container.name(), container.type());
        return new BaselineKey(identity.workload(), container.name(), type);
    }

    /** True until {@link #ready}: whose container this is, is not clear yet. */
    public boolean isWaiting() {
        return waiting != null;
    }

    /** Runs the task now, or when the container is ready. */
    public void whenReady(Runnable task) {
        if (waiting == null) {
            task.run();
        } else if (waiting.size() < MOST_WAITING) {
            waiting.add(task);
        } else {
            coverage.lost("waiting-room-full", 1);
            dirty = true;
        }
    }

    /** Observations that wait. */
    public int waiting() {
        return waiting == null ? 0 : waiting.size();
    }

    /** It is clear whose container this is: everything that waited is done now. */
    public void ready() {
        Deque<Runnable> tasks = waiting;
        waiting = null;
        if (tasks != null) {
            tasks.forEach(Runnable::run);
        }
    }

    /** Counts a observation; returns false when an earlier run of the agent may have counted it already. */
    public boolean count(String behaviorId, Observation observation) {
        Cell cell = cells.get(behaviorId);
        if (cell == null) {
            if (cells.size() >= MOST_COUNTERS) {
                coverage.lost("behaviors-omitted", 1);
                dirty = true;
                return false;
            }
            cell = new Cell(
                    new Counter(observation.behavior(), 0, observation.atUnixNanos(), observation.atUnixNanos()),
                    observation);
            cells.put(behaviorId, cell);
            novel = true;
        } else if (observation.found()) {
            return false;
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
        cells.putIfAbsent(behaviorId, new Cell(counter, null));
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

    public Map<String, Cell> cells() {
        return cells;
    }

    public void lost(String cause, long count) {
        coverage.lost(cause, count);
        dirty = true;
    }

    /** Something may have been missed; told once in a run. */
    public void lostOnce(String cause) {
        dirty |= coverage.lostOnce(cause);
    }

    /** One of its processes did something. {@code bootNanos}: when. */
    public void active(long bootNanos) {
        activeNanos = Math.max(activeNanos, bootNanos);
    }

    /** True when it was started, or one of its processes was seen to do anything, at that time or later; nanoseconds since boot. */
    public boolean wasActiveSince(long bootNanos) {
        return Math.max(activeNanos, addedNanos) >= bootNanos;
    }

    public void undescribed(String cause) {
        coverage.undescribed(cause);
        dirty = true;
    }

    public boolean dirty() {
        return dirty;
    }

    /** True when a behaviour was counted that was never counted before in this container. */
    public boolean novel() {
        return novel;
    }

    public void flushed() {
        dirty = false;
        novel = false;
    }

    void stopped(long nowNanos) {
        stoppedNanos = nowNanos;
    }

    /** When the runtime said that it is over, by the pipeline's clock; empty while it runs. */
    public Optional<Long> stoppedNanos() {
        return Optional.ofNullable(stoppedNanos);
    }

    /** How people are told which one it is. */
    public String title() {
        return "container " + container.name() + " of pod "
                + container.sandbox().namespace() + "/" + container.sandbox().podName();
    }

    /** How an incident tells of this container. */
    public Subject subject(double baselineConfidence) {
        Coverage statement = coverage.statement();
        return new Subject(
                key(),
                identity.source(),
                PodMessages.pod(container.sandbox(), context),
                instance(),
                statement,
                baselineConfidence * coverage.describedShare());
    }

    public ContainerInstance instance() {
        return PodMessages.instance(container, key().containerType());
    }
}
