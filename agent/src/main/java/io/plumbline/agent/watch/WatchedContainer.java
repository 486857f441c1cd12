// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

import io.plumbline.agent.container.Container;
import io.plumbline.agent.incident.Subject;
import io.plumbline.agent.observation.Observation;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.name.NameGeneralizer;
import io.plumbline.profiles.name.NameLimit;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.WorkloadIdentity;
import io.plumbline.v1.ContainerInstance;
import io.plumbline.v1.Coverage;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One run of a container, with what it did so far. Owned by the pipeline thread. Until it is clear whose it is (its pod's
 * owner, its baseline) what it does waits here, bounded: what does not fit is counted as lost.
 */
public final class WatchedContainer {
    /** A task with what it holds, beside the event itself. */
    private static final int TASK_BYTES = 256;

    private final Container container;
    private final long addedNanos;
    private final long mountNamespace;
    private final long networkNamespace;
    private final long rootDevice;
    private final CoverageLog coverage;
    private final Set<InetAddress> addresses;
    private final NameGeneralizer names = new NameGeneralizer();
    private final NameLimit nameLimit = new NameLimit();
    private final MemoryBudget.Account memory;
    private final BehaviorCounters counters;
    private @Nullable Deque<Runnable> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private @Nullable PodContext context;
    private @Nullable BaselineKey key;
    private WorkloadIdentity identity;
    private long identifiedNanos;
    private @Nullable Long stoppedNanos;
    private boolean coverageChanged;
    private boolean entered;
    private boolean startSeen;
    private long activeNanos;

    public WatchedContainer(
            Container container,
            WorkloadIdentity identity,
            long mountNamespace,
            long networkNamespace,
            long rootDevice,
            CoverageLog coverage,
            MemoryBudget.Account memory,
            long nowNanos) {
        this.container = container;
        this.identity = identity;
        this.mountNamespace = mountNamespace;
        this.networkNamespace = networkNamespace;
        this.rootDevice = rootDevice;
        this.coverage = coverage;
        this.memory = memory;
        this.counters = new BehaviorCounters(memory);
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

    /** Its first program was seen as it was started. */
    public void startSeen() {
        startSeen = true;
    }

    /** True when it was watched from its beginning on; false when the agent found it running. */
    public boolean isStartSeen() {
        return startSeen;
    }

    public CoverageLog coverage() {
        return coverage;
    }

    /**
     * True once the cluster has said what this container is. What it said of the pod before an ephemeral container was added knows
     * nothing of that.
     */
    public boolean hasContext() {
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

    /**
     * True for an ephemeral container, as {@code kubectl debug} adds it to a running pod: somebody's session from its first program on. It
     * has no baseline, and nothing of it is learned. Only the cluster says so, never the container.
     */
    public boolean isSession() {
        return key().containerType() == ContainerType.EPHEMERAL;
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
        whenReady(0, task);
    }

    /** The same for a task that holds so many bytes while it waits; where they are too many it is counted as lost. */
    void whenReady(int bytes, Runnable task) {
        int taken = TASK_BYTES + bytes;
        if (waiting == null) {
            task.run();
        } else if (memory.take(taken)) {
            waiting.add(task);
            waitingBytes += taken;
        } else {
            coverage.lost("waiting-room-full", 1);
            coverageChanged = true;
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
        memory.give(waitingBytes);
        waitingBytes = 0;
        if (tasks != null) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    /** What it did so far, counted. */
    public BehaviorCounters counters() {
        return counters;
    }

    /** Counts an observation; one that does not fit is counted as lost. */
    public void count(String behaviorId, Observation observation) {
        if (!counters.count(behaviorId, observation)) {
            lost("behaviors-omitted", 1);
        }
    }

    public void lost(String cause, long count) {
        coverage.lost(cause, count);
        coverageChanged = true;
    }

    /** Something may have been missed; told once in a run. */
    public void lostOnce(String cause) {
        coverageChanged |= coverage.lostOnce(cause);
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
        coverageChanged = true;
    }

    /** True when there is something to tell of it that was not told yet. */
    public boolean dirty() {
        return coverageChanged || counters.dirty();
    }

    /** Everything was told. */
    public void flushed() {
        coverageChanged = false;
        counters.flushed();
    }

    /** It is over, and nothing of it is needed any more. */
    void forget() {
        memory.close();
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
