// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.detection;

import io.plumbline.agent.incident.ProgramName;
import io.plumbline.agent.observation.InvariantViolation;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.observation.Rule;
import io.plumbline.agent.sensor.ProcessDetails.Stdio;
import io.plumbline.profiles.behavior.CodeMapping;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Phase;
import io.plumbline.profiles.behavior.Program;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong in any container, from its first second, whatever was learned. */
public final class Invariants {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh", "ksh");

    private Invariants() {}

    /** A shell that somebody types into from elsewhere. */
    public static final InvariantViolation SHELL_ON_SOCKET = new InvariantViolation(
            Rule.SHELL_ON_SOCKET,
            "its standard input and output are a network socket: somebody types into it from elsewhere");

    /** The worst invariant that an observation breaks. */
    static Optional<InvariantViolation> check(Observation observation) {
        Optional<InvariantViolation> byOrigin = switch (observation.behavior()) {
            case Execution execution -> executed(execution.executable());
            case CodeMapping mapping -> loaded(mapping);
            default -> Optional.empty();
        };
        return byOrigin.or(() -> Optional.ofNullable(observation.evidence().broken()));
    }

    private static Optional<InvariantViolation> executed(Program program) {
        String path = program.path();
        return switch (program.origin()) {
            case MEMORY ->
                broken(Rule.FILELESS_EXECUTION, path + " runs from memory: no file of the image has its bytes");
            case DELETED ->
                broken(Rule.FILELESS_EXECUTION, path + " was deleted: what runs can not be found in any file");
            case WRITABLE_MOUNT ->
                broken(
                        Rule.EXECUTION_FROM_WRITABLE_MOUNT,
                        path + " lies on a mount that the container can write, and no init container put it there");
            case WRITABLE_LAYER ->
                broken(
                        Rule.EXECUTABLE_NOT_FROM_IMAGE,
                        path
                                + " was written or changed in the container: the image has no such file with this content");
            case UNKNOWN, IMAGE, INIT_IMAGE, READ_ONLY_MOUNT, GENERATED -> Optional.empty();
        };
    }

    private static Optional<InvariantViolation> loaded(CodeMapping mapping) {
        String who = mapping.executable() + " loaded " + mapping.code().path() + ", which ";
        return switch (mapping.code().origin()) {
            case MEMORY ->
                broken(Rule.FILELESS_EXECUTION, who + "lies in memory alone: no file of the image has its bytes");
            case DELETED -> broken(Rule.CODE_NOT_FROM_IMAGE, who + "was deleted before that");
            case WRITABLE_MOUNT ->
                broken(
                        Rule.CODE_NOT_FROM_IMAGE,
                        who + "lies on a mount that the container can write, and no init container put it there");
            case WRITABLE_LAYER ->
                broken(
                        Rule.CODE_NOT_FROM_IMAGE,
                        who + "was written or changed in the container: the image has no such file with this content");
            case UNKNOWN, IMAGE, INIT_IMAGE, READ_ONLY_MOUNT, GENERATED -> Optional.empty();
        };
    }

    /** What the kernel says of a pair of streams. */
    public enum Answer {
        NO,
        YES,
        /** They are sockets of which the sensor can not tell the family: it has to be looked up. */
        UNKNOWN
    }

    /**
     * Whether a shell reads and writes sockets of the network. Not for sessions: their streams belong to the runtime, and
     * whoever types there came in by the front door.
     */
    public static Answer talksOverNetwork(Execution execution, @Nullable Stdio stdio) {
        if (stdio == null || execution.phase() == Phase.SESSION || !SHELLS.contains(ProgramName.of(execution))) {
            return Answer.NO;
        }
        Answer input = isNetwork(stdio.input());
        Answer output = isNetwork(stdio.output());
        if (input == Answer.NO || output == Answer.NO) {
            return Answer.NO;
        }
        return input == Answer.YES && output == Answer.YES ? Answer.YES : Answer.UNKNOWN;
    }

    private static Answer isNetwork(Stdio.Stream stream) {
        return switch (stream) {
            case INTERNET_SOCKET -> Answer.YES;
            case SOCKET -> Answer.UNKNOWN;
            case NONE, UNIX_SOCKET, PIPE, TERMINAL, FILE -> Answer.NO;
        };
    }

    private static Optional<InvariantViolation> broken(Rule rule, String because) {
        return Optional.of(new InvariantViolation(rule, because));
    }
}
