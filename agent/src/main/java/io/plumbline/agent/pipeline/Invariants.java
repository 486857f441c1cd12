// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.incident.ProgramName;
import io.plumbline.agent.incident.Rule;
import io.plumbline.agent.sensor.ProcessDetails.Stdio;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Phase;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong in any container, from its first second, whatever was learned. */
final class Invariants {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh", "ksh");

    private Invariants() {}

    /** An invariant that is broken, with the reason in one sentence. */
    record Broken(Rule rule, String because) {}

    /** The worst invariant that a fact breaks. */
    static Optional<Broken> check(Fact fact) {
        if (!(fact.behavior() instanceof Execution execution)) {
            return Optional.empty();
        }
        String path = execution.executable().path();
        return switch (execution.executable().origin()) {
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
            case UNKNOWN, IMAGE, INIT_IMAGE, READ_ONLY_MOUNT -> shellOnSocket(fact);
        };
    }

    /**
     * A shell that reads and writes sockets, of the network or of the same machine: which of both has to be looked up. Not for
     * sessions: their streams belong to the runtime, and whoever types there came in by the front door.
     */
    static boolean talksThroughSockets(Execution execution, @Nullable Stdio stdio) {
        return stdio != null
                && stdio.input() == Stdio.Stream.SOCKET
                && stdio.output() == Stdio.Stream.SOCKET
                && execution.phase() != Phase.SESSION
                && SHELLS.contains(ProgramName.of(execution));
    }

    private static Optional<Broken> shellOnSocket(Fact fact) {
        return fact.onNetwork()
                ? broken(
                        Rule.SHELL_ON_SOCKET,
                        "its standard input and output are a network socket: somebody types into it from elsewhere")
                : Optional.empty();
    }

    private static Optional<Broken> broken(Rule rule, String because) {
        return Optional.of(new Broken(rule, because));
    }
}
