// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.WatchedContainer;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds who in which container did what an event tells. Until a process runs a program of the container, it is the runtime
 * that works there: it makes namespaces, mounts, changes users and capabilities, and none of that is the container's. Owned
 * by the pipeline thread.
 */
public final class Insiders {
    /** The kernel maps a program and its loader so long before it tells the exec, at most. */
    private static final long EXEC_NANOS = 2_000_000;

    private final ProcessTable processes;
    private final Containers containers;
    private final LongUnaryOperator bootToUnixNanos;

    public Insiders(ProcessTable processes, Containers containers, LongUnaryOperator bootToUnixNanos) {
        this.processes = processes;
        this.containers = containers;
        this.bootToUnixNanos = bootToUnixNanos;
    }

    /**
     * A process of a container as it was when the event happened; it may run another program by the time it is judged.
     *
     * @param executable path of what it ran
     */
    record Insider(
            TrackedProcess process, ProcessDetails details, String containerId, String executable, long atUnixNanos) {}

    /** Calls {@code then} as soon as the container is known, or never: for the host, the runtime, and what is unknown. */
    void with(SensorEvent.ProcessEvent event, long nowNanos, BiConsumer<WatchedContainer, Insider> then) {
        TrackedProcess process = processes.get(event.pid());
        Insider insider = process == null ? null : insider(process, event.bootNanos());
        if (insider != null) {
            containers.with(insider.containerId(), nowNanos, container -> {
                // Asked only now: its program may have been waiting to be judged as well.
                if (insider.process().phase() != null && !isOfRuntime(event, insider.process())) {
                    then.accept(container, insider);
                }
            });
        }
    }

    /** Mappings are told after the exec that followed them: what the process did before it came in, the runtime did. */
    private static boolean isOfRuntime(SensorEvent.ProcessEvent event, TrackedProcess process) {
        return event.bootNanos() < process.enteredNanos() - EXEC_NANOS;
    }

    /** The container of the process, where it is known already but not yet whose it is: until then its files may go. */
    Optional<WatchedContainer> waiting(SensorEvent.ProcessEvent event) {
        TrackedProcess process = processes.get(event.pid());
        String containerId = process == null ? null : process.containerId();
        return containerId == null
                ? Optional.empty()
                : containers.get(containerId).filter(WatchedContainer::isWaiting);
    }

    private @Nullable Insider insider(TrackedProcess process, long bootNanos) {
        String containerId = process.containerId();
        ProcessDetails details = process.details();
        String executable = process.executable();
        return containerId == null || details == null || executable == null
                ? null
                : new Insider(process, details, containerId, executable, bootToUnixNanos.applyAsLong(bootNanos));
    }
}
