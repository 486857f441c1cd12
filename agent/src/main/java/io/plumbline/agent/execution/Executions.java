// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import io.plumbline.agent.kubernetes.RuntimeCommand;
import io.plumbline.agent.kubernetes.RuntimeCommandMatcher;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.CgroupOwners;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Phase;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * From process events to program starts: which container a process is in, and by which way it came there. Owned by the
 * pipeline thread.
 */
public final class Executions {
    private final ProcessTable processes;
    private final Containers containers;
    private final CgroupOwners cgroups;
    private final Programs programs;
    private final Isolation isolation;
    private final EntryProgram.LookUp entries;
    private final InFlight inFlight;
    private final LongUnaryOperator bootToUnixNanos;
    private long hostProcesses;
    private long described;
    private long undescribed;

    public Executions(
            ProcessTable processes,
            Containers containers,
            CgroupOwners cgroups,
            Programs programs,
            Isolation isolation,
            EntryProgram.LookUp entries,
            LongUnaryOperator bootToUnixNanos) {
        this.processes = processes;
        this.containers = containers;
        this.cgroups = cgroups;
        this.programs = programs;
        this.isolation = isolation;
        this.entries = entries;
        inFlight = new InFlight(processes);
        this.bootToUnixNanos = bootToUnixNanos;
    }

    public void executed(SensorEvent.ProcessExecuted executed, long nowNanos) {
        TrackedProcess process = processes.executed(executed.bootNanos(), executed.pid(), executed.details());
        started(process, executed.details(), executed.bootNanos(), false, nowNanos);
    }

    public void found(SensorEvent.ProcessFound found, long nowNanos) {
        TrackedProcess known = processes.get(found.pid());
        String ran = known == null ? null : known.executable();
        TrackedProcess process = processes.found(found.bootNanos(), found.pid(), found.details());
        if (process != known || runsAnother(ran, found.details())) {
            started(process, found.details(), process.startNanos(), true, nowNanos);
        }
    }

    /** True when a scan finds a program whose start was lost. */
    private static boolean runsAnother(@Nullable String ran, ProcessDetails details) {
        return details.executable()
                .toOptional()
                .filter(executable -> !executable.equals(ran))
                .isPresent();
    }

    private void started(TrackedProcess process, ProcessDetails details, long bootNanos, boolean found, long nowNanos) {
        if (details.cgroup() instanceof Reading.Known<String> text) {
            process.enterContainer(cgroups.containerId(text.value()).orElse(null));
        }
        String containerId = process.containerId();
        long at = bootToUnixNanos.applyAsLong(bootNanos);
        if (containerId == null) {
            process.enterPhase(null);
            hostProcesses++;
            isolation.startedOutside(process, details, at, found);
            return;
        }
        // What else happens before the container is known must not change how this start looks: so all of it is kept.
        TrackedProcess parent = process.parent();
        boolean parentInside = parent != null && containerId.equals(parent.containerId());
        String before = process.formerExecutable();
        if (before == null && parentInside && parent != null) {
            before = parent.executable();
        }
        Start start = new Start(
                process, details, parentInside ? parent : null, before, bootNanos, at, found, process.repeated());
        containers.get(containerId).ifPresent(container -> programs.lookEarly(container, start));
        containers.with(containerId, nowNanos, details.size(), container -> {
            boolean passing = found && !start.wasInside() && details.hasNoFile();
            if (!passing || !inFlight.take(container, start, nowNanos)) {
                inContainer(container, start);
            }
        });
    }

    /** Time went on. */
    public void tick(long nowNanos) {
        inFlight.tick(nowNanos, this::inContainer);
    }

    private void inContainer(WatchedContainer container, Start seen) {
        ProcessDetails details = seen.details();
        boolean mayBeInside = seen.process().phase() != null || seen.parent() != null;
        if (!mayBeInside && RuntimeSetUp.is(container.mountNamespace(), seen.process(), details)) {
            isolation.startedOnTheWayIn(container, seen);
            return;
        }
        String executable = details.executable().toOptional().orElse(null);
        if (executable == null) {
            undescribed(container, seen, cause(details.executable()));
            return;
        }
        Phase phase = phase(container, seen);
        if (phase == null) {
            undescribed(container, seen, "lineage-unknown");
            return;
        }
        // What a container begins with was started by its runtime, also when it executes itself again.
        Start start = phase == Phase.ENTRYPOINT ? seen.withBy(null) : seen;
        boolean wasInside = start.wasInside();
        start.process().enterPhase(phase);
        start.process().hasUserIds(container.container().userIds());
        container.entered();
        if (details.arguments() instanceof Reading.Unknown<ProcessDetails.Arguments> unread) {
            undescribed(container, start, unread.cause());
        } else {
            container.coverage().described();
            described += start.found() ? 0 : 1;
        }
        if (!wasInside && !start.found()) {
            start.process().entered(start.bootNanos());
            if (isFirst(container, start)) {
                container.startSeen();
            }
        }
        if (wasInside) {
            isolation.startedInside(container, start, executable);
        }
        if (start.found() && isFirst(container, start) && phase == Phase.SERVICE && start.by() == null) {
            entries.find(
                    start.process().pid(),
                    container.container().command(),
                    entry -> foundRunning(container, start, executable, entry));
        } else {
            programs.judge(container, start, executable, phase);
        }
    }

    /**
     * The first process of a container that was there before the agent does not look like the container's command: it is a server that
     * wrote its state over its arguments, or what the command handed over to. It is learned as it will look when it is started again.
     */
    private void foundRunning(
            WatchedContainer container, Start start, String executable, Optional<EntryProgram> entry) {
        List<String> command = container.container().command();
        if (entry.isEmpty()) {
            programs.judge(container, start, executable, Phase.SERVICE);
        } else if (entry.get().isRunBy(start.details())) {
            start.process().enterPhase(Phase.ENTRYPOINT);
            programs.judge(container, start.withArguments(command), executable, Phase.ENTRYPOINT);
        } else {
            Start handedOver = start.withBy(entry.get().executable());
            programs.judge(
                    container,
                    new RuntimeCommand(command)
                            .handedOverTo(executable)
                            .map(handedOver::withArguments)
                            .orElse(handedOver),
                    executable,
                    Phase.SERVICE);
        }
    }

    /** True for a server that executes itself again to reload; its arguments may have been its state until then. */
    private static boolean isEntryAgain(WatchedContainer container, Start start) {
        Launch launch = start.details().launch().toOptional().orElse(null);
        return start.repeated()
                || (isFirst(container, start)
                        && start.details()
                                .arguments()
                                .toOptional()
                                .filter(argv ->
                                        new RuntimeCommand(container.container().command()).isRunBy(argv, launch))
                                .isPresent());
    }

    private static boolean isFirst(WatchedContainer container, Start start) {
        return start.process().pid() == container.container().initPid();
    }

    private void undescribed(WatchedContainer container, Start start, String cause) {
        container.undescribed(cause);
        undescribed += start.found() ? 0 : 1;
    }

    private static @Nullable Phase phase(WatchedContainer container, Start start) {
        if (container.isSession()) {
            return Phase.SESSION;
        }
        Phase current = start.process().phase();
        if (current != null) {
            // The same process runs the next program: an entry point that hands over is the service from then on.
            return current == Phase.ENTRYPOINT && !start.found() && !isEntryAgain(container, start)
                    ? Phase.SERVICE
                    : current;
        }
        if (start.parent() != null) {
            Phase inherited = start.parent().phase();
            return inherited == Phase.ENTRYPOINT ? Phase.SERVICE : inherited;
        }
        Optional<ProcessDetails.Arguments> argv = start.details()
                .arguments()
                .toOptional()
                .filter(arguments -> !arguments.values().isEmpty());
        if (isFirst(container, start)) {
            RuntimeCommand command = new RuntimeCommand(container.container().command());
            Launch launch = start.details().launch().toOptional().orElse(null);
            return argv.isEmpty() || command.isRunBy(argv.get(), launch) ? Phase.ENTRYPOINT : Phase.SERVICE;
        }
        if (start.process().parent() == null) {
            // Nobody knows where it came from: it may be of the container as well as of the runtime.
            return null;
        }
        return RuntimeCommandMatcher.phase(
                        container.context(),
                        container.container().name(),
                        start.details().arguments(),
                        start.details().launch())
                .orElse(container.context().isEmpty() && argv.isPresent() ? Phase.SESSION : null);
    }

    private static String cause(Reading<?> reading) {
        return reading instanceof Reading.Unknown<?> unknown ? unknown.cause() : "unknown";
    }

    /** Programs started outside of containers: counted, not learned. */
    public long hostProcesses() {
        return hostProcesses;
    }

    /** Program starts in containers that were read in full; what a snapshot found is no start. */
    public long described() {
        return described;
    }

    /** Program starts in containers that ended, or became another program, before they were read in full. */
    public long undescribed() {
        return undescribed;
    }
}
