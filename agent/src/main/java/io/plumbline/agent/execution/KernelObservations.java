// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import io.plumbline.agent.detection.Detection;
import io.plumbline.agent.observation.InvariantViolation;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.observation.Rule;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.KernelInterface;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.argv.TemporaryPath;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.KernelUse.Operation;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Privilege;
import io.plumbline.profiles.behavior.SocketUse;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.behavior.UserClass;
import io.plumbline.profiles.peer.Peer;
import org.jspecify.annotations.Nullable;

/** From what processes ask of the kernel, other than to run a program, to observations. Owned by the pipeline thread. */
public final class KernelObservations {
    private final ProcessTable processes;
    private final Containers containers;
    private final Insiders insiders;
    private final Detection detection;
    private final long ownPid;

    /** {@code ownPid}: of the agent, which looks into every process. */
    public KernelObservations(
            ProcessTable processes, Containers containers, Insiders insiders, Detection detection, long ownPid) {
        this.ownPid = ownPid;
        this.processes = processes;
        this.containers = containers;
        this.insiders = insiders;
        this.detection = detection;
    }

    public void userChanged(SensorEvent.UserChanged changed, long nowNanos) {
        TrackedProcess process = processes.get(changed.pid());
        Integer former = process == null ? null : process.changeUser(changed.effectiveUserId());
        if (former == null || former == changed.effectiveUserId()) {
            return;
        }
        insiders.with(changed, nowNanos, (container, insider) -> {
            UserClass from = Programs.userClass(container, former);
            UserClass to = Programs.userClass(container, changed.effectiveUserId());
            if (from != to) {
                observe(container, insider, new Privilege(from, to, insider.executable()), null);
            }
        });
    }

    /** A program that is root's own by its mode (setuid) makes root of who starts it, without any other call. */
    public void executed(SensorEvent.ProcessExecuted executed, @Nullable Integer formerUser, long nowNanos) {
        Integer user = executed.details().effectiveUserId().toOptional().orElse(null);
        if (formerUser == null || user == null || formerUser.equals(user)) {
            return;
        }
        insiders.with(executed, nowNanos, (container, insider) -> {
            UserClass from = Programs.userClass(container, formerUser);
            if (from == UserClass.NON_ROOT && Programs.userClass(container, user) == UserClass.ROOT) {
                observe(
                        container,
                        insider,
                        new Privilege(from, UserClass.ROOT, insider.executable()),
                        "by its file's mode");
            }
        });
    }

    /**
     * A server's workers that were there before the agent show what it will do at its next start or reload: they run its program, as
     * another user than root, which it is.
     */
    public void found(SensorEvent.ProcessFound found, long nowNanos) {
        TrackedProcess process = processes.get(found.pid());
        TrackedProcess parent = process == null ? null : process.parent();
        if (process == null
                || parent == null
                || process.executable() == null
                || !process.executable().equals(parent.executable())
                || process.containerId() == null
                || !process.containerId().equals(parent.containerId())) {
            return;
        }
        Integer before = parent.effectiveUserId();
        Integer now = process.effectiveUserId();
        if (before == null || now == null) {
            return;
        }
        insiders.with(found, nowNanos, (container, insider) -> {
            UserClass from = Programs.userClass(container, before);
            UserClass to = Programs.userClass(container, now);
            if (from == UserClass.ROOT && to == UserClass.NON_ROOT) {
                Privilege behavior = new Privilege(from, to, insider.executable());
                detection.observe(
                        container,
                        Observation.of(behavior, insider.process(), insider.details(), insider.atUnixNanos())
                                .withFound(true));
            }
        });
    }

    public void socketCreated(SensorEvent.SocketCreated created, long nowNanos) {
        insiders.with(
                created,
                nowNanos,
                (container, insider) -> observe(
                        container,
                        insider,
                        SocketUse.of(created.family(), created.type(), insider.executable()),
                        "protocol " + Integer.toUnsignedString(created.protocol())));
    }

    public void unixConnected(SensorEvent.UnixConnected connected, long nowNanos) {
        insiders.with(connected, nowNanos, (container, insider) -> {
            String path = absolute(connected.path(), insider);
            if (path == null) {
                container.undescribed("socket-path-unknown");
            } else {
                Peer peer = new Peer.UnixSocket(TemporaryPath.generalize(path));
                observe(container, insider, new Outbound(peer, 0, Transport.UNIX), null);
            }
        });
    }

    /** A path as the profile has it; null when nobody knows in which directory it begins. */
    private static @Nullable String absolute(String path, Insiders.Insider insider) {
        if (path.startsWith("/") || path.startsWith("@")) {
            return path;
        }
        String directory = insider.details().workingDirectory().toOptional().orElse(null);
        return path.isEmpty() || directory == null ? null : directory + "/" + path;
    }

    public void kernelUsed(SensorEvent.KernelUsed used, long nowNanos) {
        boolean onItself = isOnProcess(used) && used.subject() == used.pid();
        if (onItself || used.pid() == ownPid) {
            return;
        }
        insiders.with(used, nowNanos, (container, insider) -> {
            KernelUse use = new KernelUse(operation(used.used()), insider.executable());
            Observation observation = Observation.of(use, insider.process(), insider.details(), insider.atUnixNanos())
                    .withRemark(KernelRemarks.of(used));
            String target = targetContainer(used, insider.containerId());
            if (target == null) {
                // Within its container a process may look at the files of /proc as it likes; its memory is another
                // matter.
                if (used.used() != KernelInterface.PROCESS_ACCESS
                        || used.detail().isEmpty()) {
                    detection.observe(container, observation);
                }
            } else {
                reachedAcross(container, observation, target, nowNanos);
            }
        });
    }

    private static boolean isOnProcess(SensorEvent.KernelUsed used) {
        return used.used() == KernelInterface.TRACE || used.used() == KernelInterface.PROCESS_ACCESS;
    }

    /** Id of the other container whose process was traced or reached into; null for the own one, the host and what is gone. */
    private @Nullable String targetContainer(SensorEvent.KernelUsed used, String own) {
        if (!isOnProcess(used) || used.subject() <= 0 || used.subject() > Integer.MAX_VALUE) {
            return null;
        }
        TrackedProcess target = processes.get((int) used.subject());
        String container = target == null ? null : target.containerId();
        return container == null || container.equals(own) || containers.isSandbox(container) ? null : container;
    }

    /** Both sides have a story to tell: who did it, and to whom it was done. */
    private void reachedAcross(WatchedContainer actor, Observation observation, String target, long nowNanos) {
        String victim =
                containers.get(target).map(WatchedContainer::title).orElse("container " + target.substring(0, 12));
        detection.observe(
                actor,
                observation.withBroken(new InvariantViolation(
                        Rule.CROSS_CONTAINER_ACCESS, "the other process is of another container: " + victim)));
        containers.with(
                target,
                nowNanos,
                reached -> detection.accuse(
                        reached,
                        observation.withBroken(new InvariantViolation(
                                Rule.CROSS_CONTAINER_ACCESS,
                                "a process of another container reached into this one: " + actor.title()))));
    }

    private void observe(
            WatchedContainer container, Insiders.Insider insider, Behavior behavior, @Nullable String remark) {
        detection.observe(
                container,
                Observation.of(behavior, insider.process(), insider.details(), insider.atUnixNanos())
                        .withRemark(remark));
    }

    private static Operation operation(KernelInterface used) {
        return switch (used) {
            case IO_URING -> Operation.IO_URING;
            case NAMESPACE_CREATE -> Operation.NAMESPACE_CREATE;
            case NAMESPACE_ENTER -> Operation.NAMESPACE_ENTER;
            case MOUNT -> Operation.MOUNT;
            case TRACE -> Operation.TRACE;
            case PROCESS_ACCESS -> Operation.PROCESS_ACCESS;
            case MODULE_LOAD -> Operation.MODULE_LOAD;
            case BPF -> Operation.BPF;
            case CAPABILITY_GAIN -> Operation.CAPABILITY_GAIN;
        };
    }
}
