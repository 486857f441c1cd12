// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.container.CgroupPath;
import io.plumbline.agent.container.Container;
import io.plumbline.agent.container.ContainerCgroup;
import io.plumbline.agent.incident.Redaction;
import io.plumbline.agent.kubernetes.RuntimeCommandMatcher;
import io.plumbline.agent.origin.OriginQuestion;
import io.plumbline.agent.origin.Origins;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.argv.ArgvShaper;
import io.plumbline.profiles.argv.Invocation;
import io.plumbline.profiles.behavior.Classification;
import io.plumbline.profiles.behavior.Classifier;
import io.plumbline.profiles.behavior.DirectoryClass;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.behavior.Privilege;
import io.plumbline.profiles.behavior.Program;
import io.plumbline.profiles.behavior.UserClass;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * From process events to facts: which container a process is in, by which way it came there, where its program comes from.
 * Owned by the pipeline thread.
 */
final class Executions {
    private static final int MOST_REMEMBERED = 1024;

    private final ProcessTable processes;
    private final Containers containers;
    private final Detection detection;
    private final Origins origins;
    private final CgroupPath cgroups;
    private final Redaction redaction;
    private final SocketLookUp sockets;
    private final LongUnaryOperator bootToUnixNanos;
    private final Recent<Execution, Classification> classes = new Recent<>(MOST_REMEMBERED, Classifier::classify);
    private final Recent<Command, Optional<String>> codeFiles = new Recent<>(
            MOST_REMEMBERED,
            command ->
                    Invocation.of(command.path(), command.arguments().values()).codeFile());
    private final Recent<Command, ArgvShape> shapes = new Recent<>(MOST_REMEMBERED, this::shape);
    private @Nullable ArgvShaper shapedWith;
    private long hostProcesses;
    private long described;
    private long undescribed;

    Executions(
            ProcessTable processes,
            Containers containers,
            Detection detection,
            Origins origins,
            CgroupPath cgroups,
            Redaction redaction,
            SocketLookUp sockets,
            LongUnaryOperator bootToUnixNanos) {
        this.processes = processes;
        this.containers = containers;
        this.detection = detection;
        this.origins = origins;
        this.cgroups = cgroups;
        this.redaction = redaction;
        this.sockets = sockets;
        this.bootToUnixNanos = bootToUnixNanos;
    }

    void on(SensorEvent.ProcessEvent event, long nowNanos) {
        switch (event) {
            case SensorEvent.ProcessForked forked ->
                processes.forked(forked.bootNanos(), forked.pid(), forked.parentPid());
            case SensorEvent.ProcessExecuted executed -> {
                TrackedProcess process = processes.executed(executed.bootNanos(), executed.pid(), executed.details());
                started(process, executed.details(), executed.bootNanos(), false, nowNanos);
            }
            case SensorEvent.ProcessFound found -> {
                TrackedProcess known = processes.get(found.pid());
                String ran = known == null ? null : known.executable();
                TrackedProcess process = processes.found(found.bootNanos(), found.pid(), found.details());
                if (process != known || runsAnother(ran, found.details())) {
                    started(process, found.details(), process.startNanos(), true, nowNanos);
                }
            }
            case SensorEvent.ProcessExited exited -> processes.exited(exited.pid());
            case SensorEvent.UserChanged changed -> userChanged(changed, nowNanos);
            case SensorEvent.CodeMapped ignored -> {}
            case SensorEvent.SocketCreated ignored -> {}
            case SensorEvent.UnixConnected ignored -> {}
            case SensorEvent.KernelUsed ignored -> {}
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
        details.cgroup()
                .toOptional()
                .ifPresent(text -> process.enterContainer(
                        cgroups.parse(text).map(ContainerCgroup::containerId).orElse(null)));
        String containerId = process.containerId();
        if (containerId == null) {
            process.enterPhase(null);
            hostProcesses++;
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
                process, details, parentInside ? parent : null, before, bootToUnixNanos.applyAsLong(bootNanos), found);
        containers.get(containerId).ifPresent(container -> lookEarly(container, start));
        containers.with(containerId, nowNanos, container -> inContainer(container, start));
    }

    /**
     * A program start, as it was when it happened.
     *
     * @param parent the parent, when it is in the same container
     * @param by path of the executable that started it: the parent's, or what the same process ran before
     */
    private record Start(
            TrackedProcess process,
            ProcessDetails details,
            @Nullable TrackedProcess parent,
            @Nullable String by,
            long atUnixNanos,
            boolean found) {}

    private void inContainer(WatchedContainer container, Start start) {
        ProcessDetails details = start.details();
        boolean wasInside = start.process().phase() != null || start.parent() != null;
        if (!wasInside && RuntimeSetUp.is(container.mountNamespace(), start.process(), details)) {
            return;
        }
        String executable = details.executable().toOptional().orElse(null);
        if (executable == null) {
            undescribed(container, start, cause(details.executable()));
            return;
        }
        Phase phase = phase(container, start);
        if (phase == null) {
            undescribed(container, start, "lineage-unknown");
            return;
        }
        start.process().enterPhase(phase);
        if (details.arguments() instanceof Reading.Unknown<ProcessDetails.Arguments> unread) {
            undescribed(container, start, unread.cause());
        } else {
            container.coverage().described();
            described += start.found() ? 0 : 1;
        }
        judgeOrigin(container, start, executable, phase);
    }

    private void undescribed(WatchedContainer container, Start start, String cause) {
        container.undescribed(cause);
        undescribed += start.found() ? 0 : 1;
    }

    private static @Nullable Phase phase(WatchedContainer container, Start start) {
        Phase current = start.process().phase();
        if (current != null) {
            // The same process runs the next program: an entry point that hands over is the service from then on.
            return current == Phase.ENTRYPOINT && !start.found() ? Phase.SERVICE : current;
        }
        if (start.parent() != null) {
            Phase inherited = start.parent().phase();
            return inherited == Phase.ENTRYPOINT ? Phase.SERVICE : inherited;
        }
        List<String> argv = start.details()
                .arguments()
                .toOptional()
                .map(ProcessDetails.Arguments::values)
                .orElse(List.of());
        if (start.process().pid() == container.container().initPid()) {
            return argv.isEmpty() || argv.equals(container.container().command()) ? Phase.ENTRYPOINT : Phase.SERVICE;
        }
        if (start.process().parent() == null) {
            // Nobody knows where it came from: it may be of the container as well as of the runtime.
            return null;
        }
        return RuntimeCommandMatcher.phase(
                        container.context(),
                        container.container().name(),
                        start.details().arguments())
                .orElse(container.context().isEmpty() && !argv.isEmpty() ? Phase.SESSION : null);
    }

    /** While it is not clear yet whose the container is, its files may go: where they come from is asked at once, and kept. */
    private void lookEarly(WatchedContainer container, Start start) {
        if (container.isWaiting()) {
            start.details()
                    .executable()
                    .toOptional()
                    .ifPresent(executable -> origins.ask(executableOf(container, start, executable), ignored -> {}));
        }
    }

    private OriginQuestion executableOf(WatchedContainer container, Start start, String executable) {
        return new OriginQuestion(
                container.container(),
                executable,
                start.details().file().toOptional().orElse(null),
                start.process().pid(),
                containers.before(container.container()));
    }

    private void judgeOrigin(WatchedContainer container, Start start, String executable, Phase phase) {
        List<Container> before = containers.before(container.container());
        int pid = start.process().pid();
        origins.ask(executableOf(container, start, executable), answer -> {
            Program program = new Program(answer.origin(), executable);
            String code = effective(start.details(), executable).orElse(null);
            if (code == null) {
                observe(container, start, program, null, answer.sha256(), phase);
            } else {
                origins.ask(
                        new OriginQuestion(container.container(), code, null, pid, before),
                        of -> observe(container, start, program, effective(code, of.origin()), answer.sha256(), phase));
            }
        });
    }

    /** What is no file at all (a sub-command, a name that is searched for) is left to the argument vector's shape. */
    private static @Nullable Program effective(String path, Origin origin) {
        return origin == Origin.UNKNOWN ? null : new Program(origin, path);
    }

    /** The script, jar or loader target that decides what the executable does, as an absolute path. */
    private Optional<String> effective(ProcessDetails details, String executable) {
        Optional<String> code = details.arguments()
                .toOptional()
                .flatMap(arguments -> codeFiles.get(new Command(executable, arguments)));
        if (code.isEmpty() || code.get().startsWith("/")) {
            return code;
        }
        return details.workingDirectory()
                .toOptional()
                .map(directory -> (directory.endsWith("/") ? directory : directory + "/") + code.get());
    }

    /** What was run with which arguments. */
    private record Command(String path, ProcessDetails.Arguments arguments) {}

    private ArgvShape shape(Command command) {
        return redaction
                .shaper()
                .shape(
                        command.path(),
                        command.arguments().values(),
                        command.arguments().truncated());
    }

    private ArgvShape shape(String path, ProcessDetails.Arguments arguments) {
        if (shapedWith != redaction.shaper()) {
            shapedWith = redaction.shaper();
            shapes.clear();
        }
        return shapes.get(new Command(path, arguments));
    }

    private void observe(
            WatchedContainer container,
            Start start,
            Program program,
            @Nullable Program effective,
            @Nullable String sha256,
            Phase phase) {
        ProcessDetails details = start.details();
        ArgvShape argv = details.arguments()
                .toOptional()
                .map(arguments -> shape(program.path(), arguments))
                .orElse(null);
        Execution execution = new Execution(
                program,
                effective,
                argv,
                start.by(),
                userClass(details.effectiveUserId().toOptional().orElse(null)),
                details.workingDirectory().toOptional().map(DirectoryClass::of).orElse(DirectoryClass.UNKNOWN),
                phase);
        if (Invariants.talksThroughSockets(
                execution, details.stdio().toOptional().orElse(null))) {
            sockets.isInternet(
                    start.process().pid(),
                    onNetwork -> detection.observe(container, fact(execution, start, sha256, onNetwork)));
        } else {
            detection.observe(container, fact(execution, start, sha256, false));
        }
    }

    private Fact fact(Execution execution, Start start, @Nullable String sha256, boolean onNetwork) {
        return new Fact(
                execution,
                classes.get(execution),
                start.process(),
                start.details(),
                onNetwork,
                sha256,
                null,
                null,
                start.atUnixNanos(),
                start.found());
    }

    private void userChanged(SensorEvent.UserChanged changed, long nowNanos) {
        TrackedProcess process = processes.get(changed.pid());
        if (process == null) {
            return;
        }
        Integer former = process.changeUser(changed.effectiveUserId());
        String containerId = process.containerId();
        String executable = process.executable();
        if (former == null || containerId == null || executable == null) {
            return;
        }
        UserClass from = userClass(former);
        UserClass to = userClass(changed.effectiveUserId());
        if (from == to) {
            return;
        }
        ProcessDetails details = process.details();
        long at = bootToUnixNanos.applyAsLong(changed.bootNanos());
        containers.with(containerId, nowNanos, container -> {
            // Before it is in the container by a program of its own, it is the runtime that changes its user.
            if (process.phase() != null) {
                Privilege privilege = new Privilege(from, to, executable);
                detection.observe(
                        container,
                        new Fact(
                                privilege,
                                Classifier.classify(privilege),
                                process,
                                details,
                                false,
                                null,
                                null,
                                null,
                                at,
                                false));
            }
        });
    }

    private static UserClass userClass(@Nullable Integer uid) {
        if (uid == null) {
            return UserClass.UNKNOWN;
        }
        return Objects.equals(uid, 0) ? UserClass.ROOT : UserClass.NON_ROOT;
    }

    private static String cause(Reading<?> reading) {
        return reading instanceof Reading.Unknown<?> unknown ? unknown.cause() : "unknown";
    }

    /** Looks up what kind of socket a process has as its standard input. */
    @FunctionalInterface
    interface SocketLookUp {
        /** Calls {@code then} on the pipeline thread; with false when the process is gone. */
        void isInternet(int pid, Consumer<Boolean> then);
    }

    /** Programs started outside of containers: counted, not learned. */
    long hostProcesses() {
        return hostProcesses;
    }

    /** Program starts in containers that were read in full; what a snapshot found is no start. */
    long described() {
        return described;
    }

    /** Program starts in containers that ended, or became another program, before they were read in full. */
    long undescribed() {
        return undescribed;
    }
}
