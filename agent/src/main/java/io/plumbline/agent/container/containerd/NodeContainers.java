// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import io.plumbline.agent.container.Container;
import io.plumbline.agent.container.ContainerEvent;
import io.plumbline.agent.container.ContainerEvent.ContainerStarted;
import io.plumbline.agent.container.ContainerEvent.ContainerStopped;
import io.plumbline.agent.container.ContainerEvent.Listed;
import io.plumbline.agent.container.ContainerEvent.SandboxStarted;
import io.plumbline.agent.container.ContainerEvent.SandboxStopped;
import io.plumbline.agent.container.Sandbox;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The sandboxes and containers that were reported as started and not as stopped, over all connections. Reports each change
 * once: a sandbox before its containers, a container's start before its execs and its stop. Owned by one thread.
 */
final class NodeContainers {
    private final Consumer<ContainerEvent> sink;
    private final Map<String, Sandbox> sandboxes = new LinkedHashMap<>();
    private final Map<String, Container> containers = new LinkedHashMap<>();
    /** Containers that were reported and still exist, running or not. */
    private final Set<String> reported = new HashSet<>();

    NodeContainers(Consumer<ContainerEvent> sink) {
        this.sink = sink;
    }

    Optional<Sandbox> sandbox(String id) {
        return Optional.ofNullable(sandboxes.get(id));
    }

    Optional<Container> container(String id) {
        return Optional.ofNullable(containers.get(id));
    }

    boolean knows(String id) {
        return sandboxes.containsKey(id) || containers.containsKey(id);
    }

    Map<String, Sandbox> sandboxes() {
        return Map.copyOf(sandboxes);
    }

    Map<String, Container> containers() {
        return Map.copyOf(containers);
    }

    void started(Sandbox sandbox) {
        sandboxes.put(sandbox.id(), sandbox);
        sink.accept(new SandboxStarted(sandbox));
    }

    void started(Container container) {
        containers.put(container.id(), container);
        reported.add(container.id());
        sink.accept(new ContainerStarted(container));
    }

    /** A container that was over before anybody looked. */
    void ended(Container container, long atUnixNanos) {
        reported.add(container.id());
        sink.accept(new ContainerStarted(container));
        sink.accept(new ContainerStopped(container.id(), atUnixNanos));
    }

    /** Does nothing for what is not known, so that a stop that is told twice is reported once. */
    void stopped(String id, long atUnixNanos) {
        if (containers.remove(id) != null) {
            sink.accept(new ContainerStopped(id, atUnixNanos));
        } else if (sandboxes.remove(id) != null) {
            sink.accept(new SandboxStopped(id, atUnixNanos));
        }
    }

    /** Its record is removed; it can not be listed any more. */
    void deleted(String id, long atUnixNanos) {
        stopped(id, atUnixNanos);
        reported.remove(id);
    }

    boolean wasReported(String id) {
        return reported.contains(id);
    }

    /** Closes a listing of what lives; what is neither in it nor in {@code existing} is forgotten here too. */
    void listed(Set<String> sandboxIds, Set<String> containerIds, Set<String> existing) {
        reported.retainAll(existing);
        sandboxes.keySet().retainAll(sandboxIds);
        containers.keySet().retainAll(containerIds);
        sink.accept(new Listed(new LinkedHashSet<>(sandboxIds), new LinkedHashSet<>(containerIds)));
    }
}
