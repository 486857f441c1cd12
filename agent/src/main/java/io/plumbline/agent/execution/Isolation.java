// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import io.plumbline.agent.detection.Detection;
import io.plumbline.agent.observation.InvariantViolation;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.observation.Rule;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Namespaces;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.KernelUse.Operation;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Whether the cgroup and the mount namespace that a program starts in are of the same container.
 *
 * <p>The kernel gives the number of a namespace that is gone to the next one that is made. So before a program is said to be
 * in another container's namespace, it is looked whether that container still has it: if it has, it had it all the time.
 * Owned by the pipeline thread.
 */
public final class Isolation {
    private final Containers containers;
    private final Detection detection;
    private final NamespaceLookUp namespaces;
    private final long hostMounts;

    /** {@code hostMounts}: inode of the node's own mount namespace; 0 when it can not be read. */
    public Isolation(Containers containers, Detection detection, NamespaceLookUp namespaces, long hostMounts) {
        this.containers = containers;
        this.detection = detection;
        this.namespaces = namespaces;
        this.hostMounts = hostMounts;
    }

    /** A program was started in a cgroup that is no container's. */
    void startedOutside(TrackedProcess process, ProcessDetails details, long atUnixNanos, boolean found) {
        String executable = details.executable().toOptional().orElse(null);
        // A cgroup that could not be read proves nothing.
        if (executable == null || !(details.cgroup() instanceof Reading.Known<String>)) {
            return;
        }
        long mounts = mounts(details);
        WatchedContainer inside =
                mounts == 0 ? null : containers.withMounts(mounts).orElse(null);
        // Before the container's own program runs, hooks of the runtime prepare its file system.
        if (inside == null || !inside.hasEntered()) {
            return;
        }
        Observation observation =
                observation(Operation.NAMESPACE_ENTER, executable, process, details, atUnixNanos, found);
        ifStill(
                inside,
                mounts,
                () -> detection.accuse(
                        inside,
                        observation.withBroken(new InvariantViolation(
                                Rule.NAMESPACE_MISMATCH,
                                executable
                                        + " runs in this container's mount namespace, but in a cgroup of the node"))));
    }

    /**
     * A program that looks like the runtime's was started in a container's cgroup. The runtime comes from the node: what comes
     * from another container moved into this cgroup.
     */
    void startedOnTheWayIn(WatchedContainer container, Start start) {
        long mounts = mounts(start.details());
        String executable = start.details().executable().toOptional().orElse(null);
        Optional<WatchedContainer> from = containers.withMounts(mounts);
        if (mounts != 0 && executable != null && from.isPresent() && from.get() != container) {
            ifStill(
                    from.get(),
                    mounts,
                    () -> mismatch(
                            container,
                            start,
                            executable,
                            "that of " + from.get().title()));
        }
    }

    /** A process that was in a container before started another program there. */
    void startedInside(WatchedContainer container, Start start, String executable) {
        long mounts = mounts(start.details());
        if (mounts == 0 || container.mountNamespace() == 0 || mounts == container.mountNamespace()) {
            return;
        }
        if (mounts == hostMounts) {
            mismatch(container, start, executable, "the node's own");
            return;
        }
        Optional<WatchedContainer> other = containers.withMounts(mounts);
        if (other.isEmpty()) {
            ownMounts(container, start, executable);
            return;
        }
        namespaces.mountsOf(other.get().container().initPid(), current -> {
            if (current == mounts) {
                mismatch(container, start, executable, "that of " + other.get().title());
            } else {
                ownMounts(container, start, executable);
            }
        });
    }

    private void mismatch(WatchedContainer container, Start start, String executable, String whose) {
        detection.observe(
                container,
                observation(Operation.NAMESPACE_ENTER, executable, start)
                        .withBroken(new InvariantViolation(
                                Rule.NAMESPACE_MISMATCH,
                                executable + " runs in this container's cgroup, but its mount namespace is " + whose)));
    }

    private void ownMounts(WatchedContainer container, Start start, String executable) {
        detection.observe(
                container,
                observation(Operation.FOREIGN_MOUNTS, executable, start)
                        .withBroken(new InvariantViolation(
                                Rule.FOREIGN_MOUNT_NAMESPACE,
                                executable + " runs in a mount namespace that was made after the container had started:"
                                        + " what its paths lead to is not what the container has there")));
    }

    private void ifStill(WatchedContainer container, long mounts, Runnable then) {
        namespaces.mountsOf(container.container().initPid(), current -> {
            if (current == mounts) {
                then.run();
            }
        });
    }

    private static Observation observation(Operation operation, String executable, Start start) {
        return observation(operation, executable, start.process(), start.details(), start.atUnixNanos(), start.found());
    }

    private static Observation observation(
            Operation operation,
            String executable,
            TrackedProcess process,
            ProcessDetails details,
            long atUnixNanos,
            boolean found) {
        return Observation.of(new KernelUse(operation, executable), process, details, atUnixNanos)
                .withFound(found);
    }

    private static long mounts(ProcessDetails details) {
        return details.namespaces().toOptional().map(Namespaces::mount).orElse(0L);
    }

    /** Looks up the mount namespace of a process. */
    @FunctionalInterface
    public interface NamespaceLookUp {
        /** Calls {@code then} on the pipeline thread with the inode; with 0 when the process is gone. */
        void mountsOf(int pid, LongConsumer then);
    }
}
