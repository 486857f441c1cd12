// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.plumbline.agent.container.Sandbox;
import io.plumbline.containerd.v1.Container;
import io.plumbline.containerd.v1.Mount;
import io.plumbline.containerd.v1.Process;
import io.plumbline.cri.v1.ContainerState;
import io.plumbline.cri.v1.ContainerStatus;
import io.plumbline.cri.v1.PodSandboxState;
import io.plumbline.cri.v1.PodSandboxStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what containerd tells over one connection into changes of {@link NodeContainers}. Blocks in calls to containerd.
 * Owned by one thread.
 */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    /** The time that CRI may take to show a sandbox whose task exists; its network is set up meanwhile. */
    private static final Duration SANDBOX_PATIENCE = Duration.ofSeconds(10);

    private static final Duration SANDBOX_RETRY = Duration.ofMillis(20);

    private final ContainerdConnection connection;
    private final NodeContainers node;
    private final Counters counters;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final Set<String> foreign = new HashSet<>();
    private final Set<String> suspects = new HashSet<>();
    private boolean foreignTold;

    Watch(
            ContainerdConnection connection,
            NodeContainers node,
            Counters counters,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.connection = connection;
        this.node = node;
        this.counters = counters;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Reports everything that is there, as if it started now, and closes with Listed. */
    void list() {
        Map<String, Integer> tasks = liveTasks();
        List<Container> entries = connection.containers();
        Set<String> sandboxIds = new LinkedHashSet<>();
        Set<String> containerIds = new LinkedHashSet<>();
        for (Container entry : entries) {
            switch (Labels.kind(entry)) {
                case SANDBOX -> listSandbox(entry, tasks, sandboxIds);
                case FOREIGN -> foreign(entry.getId());
                case CONTAINER -> {}
            }
        }
        for (Container entry : entries) {
            if (Labels.kind(entry) == Labels.Kind.CONTAINER) {
                listContainer(entry, tasks, sandboxIds, containerIds);
            }
        }
        Set<String> existing = new HashSet<>();
        entries.forEach(entry -> existing.add(entry.getId()));
        node.listed(sandboxIds, containerIds, existing);
        counters.increment("listings");
    }

    /** A task exists, and does not run yet; {@code mounts} of its root may be empty. */
    void created(String id, int pid, long atUnixNanos, List<Mount> mounts) {
        if (node.knows(id) || pending.containsKey(id)) {
            return;
        }
        Optional<Container> entry = connection.container(id);
        if (entry.isEmpty()) {
            counters.increment("vanished");
            return;
        }
        switch (Labels.kind(entry.get())) {
            case SANDBOX -> await(entry.get(), pid);
            case FOREIGN -> foreign(id);
            case CONTAINER -> {
                OciSpec spec = OciSpec.parse(entry.get().getSpec());
                Optional<Sandbox> sandbox = sandbox(Describer.sandboxId(entry.get(), spec));
                if (sandbox.isEmpty()) {
                    foreign(id);
                } else {
                    Optional<ContainerStatus> status = tolerate(() -> connection.containerStatus(id));
                    node.started(describe(entry.get(), spec, status, sandbox.get(), pid, atUnixNanos, mounts));
                }
            }
        }
    }

    void stopped(String id, long atUnixNanos) {
        pending.remove(id);
        foreign.remove(id);
        node.stopped(id, atUnixNanos);
    }

    void deleted(String id, long atUnixNanos) {
        stopped(id, atUnixNanos);
        node.deleted(id, atUnixNanos);
    }

    /** Asks CRI again for sandboxes that it did not show yet. */
    void retrySandboxes() {
        long now = nanoTime.getAsLong();
        for (Pending waiting : List.copyOf(pending.values())) {
            if (now - waiting.nextTryNanos() < 0) {
                continue;
            }
            String id = waiting.entry().getId();
            Optional<PodSandboxStatus> status =
                    tolerate(() -> connection.sandboxStatus(id)).filter(Watch::isReady);
            if (status.isPresent()) {
                pending.remove(id);
                node.started(Describer.sandbox(status.get(), waiting.pid()));
            } else if (now - waiting.deadlineNanos() >= 0) {
                pending.remove(id);
                counters.increment("sandboxes-without-cri");
                node.started(Describer.sandbox(waiting.entry(), waiting.pid()));
            } else {
                pending.put(id, waiting.later(now + SANDBOX_RETRY.toNanos()));
            }
        }
    }

    /** The time that the caller may wait for the next event. */
    Duration patience(Duration longest) {
        return pending.isEmpty() || longest.compareTo(SANDBOX_RETRY) < 0 ? longest : SANDBOX_RETRY;
    }

    /**
     * Compares with containerd's tasks and mends what no event told (as in the gap between subscribing and listing). What
     * differs for the first time may only wait in the event queue: then true is returned, to be called again soon.
     */
    boolean reconcile() {
        Map<String, Integer> tasks = liveTasks();
        foreign.retainAll(tasks.keySet());
        Set<String> differing = new HashSet<>();
        node.containers().keySet().stream().filter(id -> !tasks.containsKey(id)).forEach(differing::add);
        node.sandboxes().values().stream()
                .filter(sandbox -> sandbox.pid() != 0 && !tasks.containsKey(sandbox.id()))
                .forEach(sandbox -> differing.add(sandbox.id()));
        tasks.keySet().stream()
                .filter(id -> !node.knows(id) && !pending.containsKey(id) && !foreign.contains(id))
                .forEach(differing::add);
        long now = Timestamps.nanos(clock.instant());
        for (String id : differing) {
            if (suspects.contains(id)) {
                counters.increment("mended");
                if (tasks.containsKey(id)) {
                    created(id, tasks.getOrDefault(id, 0), now, List.of());
                } else {
                    stopped(id, now);
                }
            }
        }
        differing.removeAll(suspects);
        suspects.clear();
        suspects.addAll(differing);
        return !suspects.isEmpty();
    }

    private void listSandbox(Container entry, Map<String, Integer> tasks, Set<String> sandboxIds) {
        String id = entry.getId();
        boolean running = tasks.containsKey(id);
        Optional<Sandbox> known = node.sandbox(id).filter(ignored -> running);
        if (known.isPresent()) {
            node.started(known.get());
            sandboxIds.add(id);
            return;
        }
        int pid = tasks.getOrDefault(id, 0);
        Optional<PodSandboxStatus> status =
                tolerate(() -> connection.sandboxStatus(id)).filter(Watch::isReady);
        if (status.isPresent()) {
            node.started(Describer.sandbox(status.get(), pid));
            sandboxIds.add(id);
        } else if (running) {
            await(entry, pid);
        }
    }

    private void listContainer(
            Container entry, Map<String, Integer> tasks, Set<String> sandboxIds, Set<String> containerIds) {
        String id = entry.getId();
        boolean running = tasks.containsKey(id);
        Optional<io.plumbline.agent.container.Container> known =
                node.container(id).filter(ignored -> running);
        if (known.isPresent()) {
            node.started(known.get());
            sandboxIds.add(known.get().sandbox().id());
            containerIds.add(id);
            return;
        }
        if (!running && node.wasReported(id)) {
            return;
        }
        Optional<ContainerStatus> status = tolerate(() -> connection.containerStatus(id));
        boolean ended = !running && status.filter(Watch::isEnded).isPresent();
        OciSpec spec = OciSpec.parse(entry.getSpec());
        String sandboxId = Describer.sandboxId(entry, spec);
        if (!running && !(ended && sandboxIds.contains(sandboxId))) {
            return;
        }
        Optional<Sandbox> sandbox = sandbox(sandboxId);
        if (sandbox.isEmpty()) {
            foreign(id);
            return;
        }
        sandboxIds.add(sandboxId);
        long startedAt = status.map(ContainerStatus::getStartedAt)
                .filter(time -> time > 0)
                .orElse(Timestamps.nanos(entry.getCreatedAt()));
        int pid = tasks.getOrDefault(id, 0);
        io.plumbline.agent.container.Container container =
                describe(entry, spec, status, sandbox.get(), pid, startedAt, List.of());
        if (running) {
            node.started(container);
            containerIds.add(id);
        } else {
            node.ended(container, status.map(ContainerStatus::getFinishedAt).orElse(startedAt));
        }
    }

    /** The sandbox of a container. CRI has it, since it makes no container before its sandbox is complete. */
    private Optional<Sandbox> sandbox(String id) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        Optional<Sandbox> known = node.sandbox(id);
        if (known.isPresent()) {
            return known;
        }
        Optional<Sandbox> found = tolerate(() -> connection.sandboxStatus(id)).map(status -> {
            Pending waiting = pending.remove(id);
            return Describer.sandbox(status, waiting == null ? 0 : waiting.pid());
        });
        found.ifPresent(node::started);
        return found;
    }

    private io.plumbline.agent.container.Container describe(
            Container entry,
            OciSpec spec,
            Optional<ContainerStatus> status,
            Sandbox sandbox,
            int pid,
            long startedAt,
            List<Mount> mounts) {
        if (status.isEmpty()) {
            counters.increment("containers-without-cri");
        }
        List<Mount> root = mounts.isEmpty()
                ? tolerate(() -> connection.mounts(entry.getSnapshotter(), entry.getSnapshotKey()))
                        .orElse(List.of())
                : mounts;
        return Describer.container(entry, spec, status.orElse(null), sandbox, pid, startedAt, root);
    }

    private void await(Container entry, int pid) {
        long now = nanoTime.getAsLong();
        pending.put(entry.getId(), new Pending(entry, pid, now, now + SANDBOX_PATIENCE.toNanos()));
    }

    private void foreign(String id) {
        if (foreign.add(id)) {
            counters.increment("foreign-containers");
            if (!foreignTold) {
                foreignTold = true;
                LOG.warn("container {} belongs to no pod and is not watched; more of them are only counted", id);
            }
        }
    }

    /** Pids by container id. */
    private Map<String, Integer> liveTasks() {
        Map<String, Integer> live = new HashMap<>();
        for (Process task : connection.tasks()) {
            if (task.getStatus() != io.plumbline.containerd.v1.Status.STOPPED) {
                live.put(task.getContainerId().isEmpty() ? task.getId() : task.getContainerId(), task.getPid());
            }
        }
        return live;
    }

    /** One call that fails must not end the watch, unless the connection is lost. */
    private <T> Optional<T> tolerate(Supplier<Optional<T>> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
                throw e;
            }
            counters.increment("failed-calls");
            return Optional.empty();
        }
    }

    private static boolean isReady(PodSandboxStatus status) {
        return status.getState() == PodSandboxState.SANDBOX_READY;
    }

    private static boolean isEnded(ContainerStatus status) {
        return status.getState() == ContainerState.CONTAINER_EXITED;
    }

    /** A sandbox whose task exists, and which CRI does not show yet. */
    private record Pending(Container entry, int pid, long nextTryNanos, long deadlineNanos) {
        Pending later(long nanos) {
            return new Pending(entry, pid, nanos, deadlineNanos);
        }
    }
}
