// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

import io.plumbline.agent.container.Container;
import io.plumbline.agent.container.ContainerEvent;
import io.plumbline.agent.container.Sandbox;
import io.plumbline.agent.kubernetes.WorkloadIdentifier;
import io.plumbline.agent.peer.LocalPods;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.WorkloadIdentity;
import io.plumbline.v1.SandboxInterval;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The containers and sandboxes of this node, whose they are, and what waits for them. Owned by the pipeline thread.
 *
 * <p>The kernel is faster than the runtime: what a container does before the runtime has named it waits, bounded, until it
 * has, and is counted as unattributed if it never does.
 */
public final class Containers {
    /** A container that ended is kept that long: events of its last moments may still be under way. */
    private static final long KEEP_STOPPED_NANOS = 10_000_000_000L;

    /** Of containers that ended before it was clear whose they are; what more of them did is judged at once. */
    private static final int MOST_OVER_AND_WAITING = 256;

    private final Settings settings;
    private final LocalPods localPods;
    private final Predicate<BaselineKey> judged;
    private final Watch watch;
    private String cluster;
    private final Map<String, Sandbox> sandboxes = new HashMap<>();
    private final Map<String, WatchedContainer> containers = new LinkedHashMap<>();
    private final PodContexts contexts = new PodContexts();
    private final Map<String, List<Container>> histories = new HashMap<>();
    private final Map<Long, WatchedContainer> mounts = new HashMap<>();
    private final WatchedNetworks networks = new WatchedNetworks();
    private final UnnamedContainers unnamed = new UnnamedContainers();
    private boolean greeted;
    private boolean listedOnce;
    private long listedSinceNanos;

    /**
     * How long to wait before a container's observations are judged.
     *
     * @param contextPatienceNanos for what the cluster says of its pod; 0 while nobody will say anything
     * @param profilePatienceNanos for the collector's greeting and the container's profile
     * @param alone true when there is no collector to wait for
     */
    public record Settings(
            String cluster, LongSupplier contextPatienceNanos, long profilePatienceNanos, boolean alone) {}

    /** What a new container means to others. */
    public interface Watch {
        /** A container appeared; its inodes and former counters are to be read. */
        WatchedContainer begin(Container container, WorkloadIdentity identity);

        /** A pod's network is there, or gone. */
        void network(long networkNamespace, int pid, boolean present);

        /** A sandbox appeared, changed its owner, or is gone ({@code intervals} then end). */
        void sandbox(String sandboxId, List<SandboxInterval> intervals, boolean gone);

        /** The cluster says something new of a pod: to be kept for the next run of the agent. */
        void context(PodContext context);

        /** That is not needed any more. */
        void contextForgotten(String podUid);

        /** A container is over, and nothing of it will be counted any more. */
        void end(WatchedContainer container);
    }

    /** {@code judged}: whether there is a profile for a container already. */
    public Containers(Settings settings, LocalPods localPods, Predicate<BaselineKey> judged, Watch watch) {
        this.settings = settings;
        this.localPods = localPods;
        this.judged = judged;
        this.watch = watch;
        this.cluster = settings.cluster();
        this.greeted = settings.alone();
    }

    public void on(ContainerEvent event, long nowNanos, long nowUnixNanos) {
        switch (event) {
            case ContainerEvent.SandboxStarted started -> sandboxStarted(started.sandbox());
            case ContainerEvent.SandboxStopped stopped -> sandboxStopped(stopped.sandboxId(), stopped.atUnixNanos());
            case ContainerEvent.ContainerStarted started -> containerStarted(started.container(), nowNanos);
            case ContainerEvent.ContainerStopped stopped -> containerStopped(stopped.containerId(), nowNanos);
            case ContainerEvent.Listed listed -> {
                listedSinceNanos = listedOnce ? listedSinceNanos : nowNanos;
                listedOnce = true;
                for (String id : List.copyOf(sandboxes.keySet())) {
                    if (!listed.sandboxIds().contains(id)) {
                        sandboxStopped(id, nowUnixNanos);
                    }
                }
                for (String id : List.copyOf(containers.keySet())) {
                    if (!listed.containerIds().contains(id)) {
                        containerStopped(id, nowNanos);
                    }
                }
            }
        }
    }

    private void sandboxStarted(Sandbox sandbox) {
        Sandbox former = sandboxes.put(sandbox.id(), sandbox);
        if (former == null || !former.equals(sandbox)) {
            report(sandbox);
        }
    }

    private void report(Sandbox sandbox) {
        WorkloadIdentity identity = identify(sandbox);
        for (InetAddress address : sandbox.addresses()) {
            localPods.started(
                    address,
                    new LocalPods.Tenancy(sandbox.id(), identity.workload(), sandbox.fromUnixNanos(), Long.MAX_VALUE));
        }
        watch.sandbox(
                sandbox.id(), PodMessages.intervals(sandbox, identity, contexts.get(sandbox.podUid()), null), false);
    }

    private void sandboxStopped(String sandboxId, long atUnixNanos) {
        Sandbox sandbox = sandboxes.remove(sandboxId);
        if (sandbox == null) {
            return;
        }
        localPods.stopped(sandboxId, atUnixNanos);
        histories.remove(sandboxId);
        networks.remove(sandboxId).forEach(network -> watch.network(network, 0, false));
        @Nullable PodContext context = contexts.get(sandbox.podUid());
        watch.sandbox(sandboxId, PodMessages.intervals(sandbox, identify(sandbox), context, atUnixNanos), true);
    }

    private void containerStarted(Container container, long nowNanos) {
        sandboxStarted(container.sandbox());
        WatchedContainer former = containers.get(container.id());
        if (former != null && former.stoppedNanos().isEmpty()) {
            return;
        }
        remember(container);
        WatchedContainer watched = watch.begin(container, identify(container.sandbox()));
        PodContext context = contexts.get(container.sandbox().podUid());
        if (context != null) {
            watched.context(context);
        }
        containers.put(container.id(), watched);
        if (watched.mountNamespace() != 0) {
            mounts.put(watched.mountNamespace(), watched);
        }
        if (watched.networkNamespace() != 0
                && !container.sandbox().ips().isEmpty()
                && networks.add(watched.networkNamespace(), container.sandbox().id())) {
            watch.network(watched.networkNamespace(), container.initPid(), true);
        }
        unnamed.named(watched);
        readyIfKnown(watched, nowNanos);
    }

    /** For volumes that it may fill: one run of each container of the pod is enough. */
    private void remember(Container container) {
        List<Container> history = histories.computeIfAbsent(container.sandbox().id(), ignored -> new ArrayList<>());
        history.removeIf(earlier -> earlier.name().equals(container.name()));
        history.add(container);
    }

    private void containerStopped(String containerId, long nowNanos) {
        WatchedContainer container = containers.get(containerId);
        if (container != null && container.stoppedNanos().isEmpty()) {
            container.stopped(nowNanos);
            // The kernel gives its number to the next one.
            mounts.remove(container.mountNamespace(), container);
        }
    }

    /** The cluster says whose a pod is. */
    public void on(PodContext context, long nowNanos) {
        if (!contexts.put(context)) {
            return;
        }
        watch.context(context);
        contexts.shrink(podsHere()).ifPresent(watch::contextForgotten);
        for (WatchedContainer container : containers.values()) {
            if (container.container().sandbox().podUid().equals(context.uid())) {
                container.context(context);
                if (identifyAgain(container)) {
                    container.identified(nowNanos);
                }
                readyIfKnown(container, nowNanos);
            }
        }
        sandboxes.values().stream()
                .filter(sandbox -> sandbox.podUid().equals(context.uid()))
                .forEach(this::report);
    }

    /** What the cluster said of a pod before the agent was started; it may come again, or never while nobody can be asked. */
    public void restore(PodContext context) {
        contexts.restore(context);
    }

    private Set<String> podsHere() {
        Set<String> here = new HashSet<>();
        sandboxes.values().forEach(sandbox -> here.add(sandbox.podUid()));
        return here;
    }

    /** The collector says which cluster this is: every workload has another id from now on. */
    public void cluster(String newCluster) {
        if (!newCluster.equals(cluster)) {
            String former = cluster;
            cluster = newCluster;
            containers.values().forEach(container -> {
                container.counters().movePeers(former, newCluster);
                boolean ignored = identifyAgain(container);
            });
            sandboxes.values().forEach(this::report);
        }
    }

    /** Counters told under another identity may have been refused: they are told again. False when it is the same. */
    private boolean identifyAgain(WatchedContainer container) {
        WorkloadIdentity identity = identify(container.container().sandbox());
        if (identity.equals(container.identity())) {
            return false;
        }
        container.identity(identity);
        container.counters().tellAll();
        return true;
    }

    /** The collector greeted: profiles and hashes are the cluster's from now on. It may know nothing of this node yet. */
    public void welcomed() {
        greeted = true;
        sandboxes.values().forEach(this::report);
        containers.values().forEach(container -> container.counters().tellAll());
    }

    private WorkloadIdentity identify(Sandbox sandbox) {
        return WorkloadIdentifier.identify(cluster, sandbox, Optional.ofNullable(contexts.get(sandbox.podUid())));
    }

    /** Time went on. */
    public void tick(long nowNanos, long nowUnixNanos) {
        int overAndWaiting = 0;
        for (WatchedContainer container : List.copyOf(containers.values())) {
            readyIfKnown(container, nowNanos);
            Optional<Long> stopped = container.stoppedNanos();
            if (stopped.isPresent() && nowNanos - stopped.get() > KEEP_STOPPED_NANOS) {
                if (container.isWaiting() && ++overAndWaiting <= MOST_OVER_AND_WAITING) {
                    continue;
                }
                container.ready();
                containers.remove(container.id());
                watch.end(container);
                container.forget();
            }
        }
        // Before the runtime has listed what is there, nobody can say that it will never name a container.
        if (listedOnce) {
            unnamed.expire(listedSinceNanos, nowNanos);
        }
        localPods.expire(nowUnixNanos);
    }

    private void readyIfKnown(WatchedContainer container, long nowNanos) {
        if (!container.isWaiting()) {
            return;
        }
        long waited = nowNanos - container.addedNanos();
        boolean contextKnown = container.hasContext()
                || waited >= settings.contextPatienceNanos().getAsLong();
        boolean profileKnown = (greeted && container.isSession())
                || (greeted && judged.test(container.key()))
                || nowNanos - container.identifiedNanos() >= settings.profilePatienceNanos();
        if (contextKnown && profileKnown) {
            container.ready();
        }
    }

    /** Does something with a container: now, when it is ready, or never, if the runtime never names it. */
    public void with(String containerId, long nowNanos, Consumer<WatchedContainer> task) {
        with(containerId, nowNanos, 0, task);
    }

    /** The same for a task that holds so many bytes while it waits. */
    public void with(String containerId, long nowNanos, int bytes, Consumer<WatchedContainer> task) {
        WatchedContainer container = containers.get(containerId);
        if (container != null) {
            container.whenReady(bytes, () -> task.accept(container));
            return;
        }
        if (sandboxes.containsKey(containerId)) {
            // The pause process: nothing of it is learned.
            return;
        }
        unnamed.await(containerId, nowNanos, bytes, task);
    }

    /** The running container that has this mount namespace, as far as the runtime told. */
    public Optional<WatchedContainer> withMounts(long mountNamespace) {
        return Optional.ofNullable(mounts.get(mountNamespace));
    }

    /** True for the pause process of a pod. */
    public boolean isSandbox(String containerId) {
        return sandboxes.containsKey(containerId);
    }

    public Optional<WatchedContainer> get(String containerId) {
        return Optional.ofNullable(containers.get(containerId));
    }

    public Collection<WatchedContainer> all() {
        return containers.values();
    }

    /** The containers that live in a network namespace, running ones first known first. */
    public List<WatchedContainer> inNetwork(long networkNamespace) {
        List<WatchedContainer> members = new ArrayList<>();
        for (WatchedContainer container : containers.values()) {
            if (container.networkNamespace() == networkNamespace) {
                members.add(container);
            }
        }
        return members;
    }

    /** The other containers of the same pod that began before this one: those that may have filled its volumes. */
    public List<Container> before(Container container) {
        return histories.getOrDefault(container.sandbox().id(), List.of()).stream()
                .filter(other -> !other.name().equals(container.name())
                        && other.startedAtUnixNanos() < container.startedAtUnixNanos())
                .toList();
    }

    /** The baselines of what is here; sessions have none. */
    public Set<BaselineKey> keys() {
        Set<BaselineKey> keys = new TreeSet<>(java.util.Comparator.comparing(BaselineKey::toString)
                .thenComparing(BaselineKey::containerType)
                .thenComparing(key -> key.workload().cluster()));
        containers.values().stream()
                .filter(container -> !container.isSession())
                .forEach(container -> keys.add(container.key()));
        return keys;
    }

    /** What happened in containers that the runtime never named. */
    public long unattributed() {
        return unnamed.unattributed();
    }
}
