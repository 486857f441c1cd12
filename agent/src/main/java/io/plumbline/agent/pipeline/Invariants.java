// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.incident.Rule;
import io.plumbline.agent.sensor.ProcessDetails.Stdio;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Phase;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong in any container, from its first second, whatever was learned. */
final class Invariants {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh", "ksh", "busybox");

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
            case UNKNOWN, IMAGE, INIT_IMAGE, READ_ONLY_MOUNT -> shellOnSocket(execution, fact.stdio());
        };
    }

    private static Optional<Broken> shellOnSocket(Execution execution, @Nullable Stdio stdio) {
        // A session's terminal is a pipe or a pseudo-terminal of the shim; whoever types there came in by the front
        // door.
        if (stdio == null || execution.phase() == Phase.SESSION || !isShell(execution)) {
            return Optional.empty();
        }
        boolean socket = stdio.input() == Stdio.Stream.SOCKET && stdio.output() == Stdio.Stream.SOCKET;
        return socket
                ? broken(
                        Rule.SHELL_ON_SOCKET,
                        "its standard input and output are a socket: somebody types into it over the network")
                : Optional.empty();
    }

    private static boolean isShell(Execution execution) {
        String path = execution.executable().path();
        return SHELLS.contains(path.substring(path.lastIndexOf('/') + 1));
    }

    private static Optional<Broken> broken(Rule rule, String because) {
        return Optional.of(new Broken(rule, because));
    }
}
