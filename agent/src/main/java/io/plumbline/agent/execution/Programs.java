// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.execution;

import io.plumbline.agent.cache.LruCache;
import io.plumbline.agent.detection.Detection;
import io.plumbline.agent.detection.Invariants;
import io.plumbline.agent.incident.Redaction;
import io.plumbline.agent.observation.Evidence;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.origin.OriginQuestion;
import io.plumbline.agent.origin.Origins;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.argv.ArgvShape;
import io.plumbline.profiles.argv.ArgvShaper;
import io.plumbline.profiles.argv.Invocation;
import io.plumbline.profiles.behavior.BehaviorSize;
import io.plumbline.profiles.behavior.Classification;
import io.plumbline.profiles.behavior.Classifier;
import io.plumbline.profiles.behavior.DirectoryClass;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Origin;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.behavior.Program;
import io.plumbline.profiles.behavior.UserClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From a program start to the observation that is judged: where the program and the code that it runs come from, and its arguments
 * and environment in the words of profiles. Owned by the pipeline thread.
 */
public final class Programs {
    private static final int MOST_REMEMBERED = 1024;
    private static final long MOST_BYTES = 1 << 20;
    private static final int MOST_VARIABLES = 32;
    private static final int LONGEST_NAME = 64;

    private final Containers containers;
    private final Detection detection;
    private final Origins origins;
    private final Redaction redaction;
    private final SocketLookUp sockets;
    private final LruCache<Execution, Classification> classes =
            new LruCache<>(MOST_REMEMBERED, MOST_BYTES, BehaviorSize::of, Classifier::classify);
    private final LruCache<Command, Code> codes = new LruCache<>(MOST_REMEMBERED, MOST_BYTES, Command::size, Code::of);
    private final LruCache<Command, ArgvShape> shapes =
            new LruCache<>(MOST_REMEMBERED, MOST_BYTES, Command::size, this::shape);
    private final LruCache<Map<String, String>, Map<String, String>> environments =
            new LruCache<>(MOST_REMEMBERED, this::keyed);
    private @Nullable ArgvShaper shapedWith;

    public Programs(
            Containers containers, Detection detection, Origins origins, Redaction redaction, SocketLookUp sockets) {
        this.containers = containers;
        this.detection = detection;
        this.origins = origins;
        this.redaction = redaction;
        this.sockets = sockets;
    }

    /** While it is not clear yet whose the container is, its files may go: where they come from is asked at once, and kept. */
    void lookEarly(WatchedContainer container, Start start) {
        if (container.isWaiting()) {
            start.details()
                    .executable()
                    .toOptional()
                    .ifPresent(executable -> origins.ask(executableOf(container, start, executable), ignored -> {}));
        }
    }

    /** Judges a start as soon as it is known where its program, and the code that it runs, come from. */
    void judge(WatchedContainer container, Start start, String executable, Phase phase) {
        origins.ask(executableOf(container, start, executable), answer -> {
            Program program = new Program(answer.origin(), executable);
            CodeFile code = codeFile(start.details(), executable);
            if (code == null) {
                observe(container, start, program, null, answer.sha256(), phase);
            } else {
                origins.ask(
                        question(container, start, code.path(), code.file(), false),
                        of -> observe(container, start, program, effective(code, of.origin()), answer.sha256(), phase));
            }
        });
    }

    private OriginQuestion executableOf(WatchedContainer container, Start start, String executable) {
        return question(
                container,
                start,
                executable,
                start.details().file().toOptional().orElse(null),
                true);
    }

    private OriginQuestion question(
            WatchedContainer container, Start start, String path, @Nullable FileIdentity file, boolean running) {
        int pid = start.process().pid();
        OriginQuestion question =
                new OriginQuestion(container.container(), path, file, pid, running, container.rootDevice(), List.of());
        return question.isSurelyImage()
                ? question
                : new OriginQuestion(
                        container.container(),
                        path,
                        file,
                        pid,
                        running,
                        container.rootDevice(),
                        containers.before(container.container()));
    }

    /** What is no file at all (a sub-command, a name that is searched for) is left to the argument vector's shape. */
    private static @Nullable Program effective(CodeFile code, Origin origin) {
        boolean said = origin != Origin.UNKNOWN && (code.named() || origin.isForeign());
        return said ? new Program(origin, code.path()) : null;
    }

    /**
     * The code that decides what the executable does.
     *
     * @param file its identity where the sensor saw it; null when only the path is known
     * @param named false where only the kernel knows that it is code: then it counts when it is not from the image, so that
     *     nodes whose sensors can not tell see the same behaviour otherwise
     */
    private record CodeFile(String path, @Nullable FileIdentity file, boolean named) {}

    private @Nullable CodeFile codeFile(ProcessDetails details, String executable) {
        ProcessDetails.Arguments arguments = details.arguments().toOptional().orElse(null);
        if (arguments == null) {
            return null;
        }
        Launch launch = details.launch().toOptional().orElse(null);
        Code code = codes.get(new Command(executable, arguments));
        if (code.file() != null) {
            return absolute(details, code.file(), true);
        }
        if (launch == null) {
            return null;
        }
        if (code.standardInput() && launch.input() != null) {
            return new CodeFile(launch.input().path(), launch.input().file(), true);
        }
        // An interpreter that nobody here knows: the kernel puts the script behind it, and at most one argument of its
        // own.
        return arguments.values().stream().skip(1).limit(2).anyMatch(launch.fileName()::equals)
                ? absolute(details, launch.fileName(), false)
                : null;
    }

    private static @Nullable CodeFile absolute(ProcessDetails details, String path, boolean named) {
        if (path.startsWith("/")) {
            return new CodeFile(path, null, named);
        }
        return details.workingDirectory()
                .toOptional()
                .map(directory ->
                        new CodeFile(directory.endsWith("/") ? directory + path : directory + "/" + path, null, named))
                .orElse(null);
    }

    /** What was run with which arguments. */
    private record Command(String path, ProcessDetails.Arguments arguments) {
        int size() {
            return path.length() + arguments.size();
        }
    }

    /** Where an argument vector says that the code is. */
    private record Code(@Nullable String file, boolean standardInput) {
        static Code of(Command command) {
            Invocation invocation =
                    Invocation.of(command.path(), command.arguments().values());
            return new Code(invocation.codeFile().orElse(null), invocation.standardInput() && !invocation.inlineCode());
        }
    }

    private ArgvShape shape(Command command) {
        ProcessDetails.Arguments arguments = command.arguments();
        return arguments.truncated() && arguments.totalBytes() > 0
                ? redaction.shaper().shapeOfBeginning(command.path(), arguments.values(), arguments.totalBytes())
                : redaction.shaper().shape(command.path(), arguments.values(), arguments.truncated());
    }

    /** The kernel's hashes have no key, so that anybody could try values: here they get one. */
    private Map<String, String> keyed(Map<String, String> environment) {
        Map<String, String> keyed = new HashMap<>();
        environment.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST_VARIABLES)
                .forEach(variable -> {
                    String name = variable.getKey();
                    keyed.put(
                            name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME),
                            redaction.redactor().hash(name + "=" + variable.getValue()));
                });
        return keyed;
    }

    private @Nullable Map<String, String> environment(ProcessDetails details) {
        Launch launch = details.launch().toOptional().orElse(null);
        if (launch == null) {
            return null;
        }
        if (launch.environment().isEmpty()) {
            // Behind what was looked at there may be any.
            return launch.environmentCut() ? null : Map.of();
        }
        return environments.get(launch.environment());
    }

    private void forgetFormerKey() {
        if (shapedWith != redaction.shaper()) {
            shapedWith = redaction.shaper();
            shapes.clear();
            environments.clear();
        }
    }

    private void observe(
            WatchedContainer container,
            Start start,
            Program program,
            @Nullable Program effective,
            @Nullable String sha256,
            Phase phase) {
        ProcessDetails details = start.details();
        forgetFormerKey();
        ArgvShape argv = details.arguments()
                .toOptional()
                .map(arguments -> shapes.get(new Command(program.path(), arguments)))
                .orElse(null);
        Execution execution = new Execution(
                program,
                effective,
                argv,
                start.by(),
                userClass(container, details.effectiveUserId().toOptional().orElse(null)),
                details.workingDirectory().toOptional().map(DirectoryClass::of).orElse(DirectoryClass.UNKNOWN),
                phase,
                environment(details));
        Observation observation = new Observation(
                execution,
                classes.get(execution),
                start.process(),
                details,
                Evidence.ofProgram(sha256),
                start.atUnixNanos(),
                start.found());
        switch (Invariants.talksOverNetwork(
                execution, details.stdio().toOptional().orElse(null))) {
            case NO -> detection.observe(container, observation);
            case YES -> detection.observe(container, observation.withBroken(Invariants.SHELL_ON_SOCKET));
            case UNKNOWN ->
                sockets.isInternet(
                        start.process().pid(),
                        onNetwork -> detection.observe(
                                container,
                                onNetwork ? observation.withBroken(Invariants.SHELL_ON_SOCKET) : observation));
        }
    }

    /** As whom a process runs, as its container sees it: root of a user namespace is root there. {@code uid} is the node's. */
    static UserClass userClass(WatchedContainer container, @Nullable Integer uid) {
        if (uid == null) {
            return UserClass.UNKNOWN;
        }
        return container.container().userIds().isRoot(uid) ? UserClass.ROOT : UserClass.NON_ROOT;
    }

    /** Looks up what kind of socket a process has as its standard input. */
    @FunctionalInterface
    public interface SocketLookUp {
        /** Calls {@code then} on the pipeline thread; with false when the process is gone. */
        void isInternet(int pid, Consumer<Boolean> then);
    }
}
