// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.kubernetes;

import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import io.plumbline.agent.sensor.ProcessDetails.Launch;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.kubernetes.PodContext.RuntimeCommands;
import io.plumbline.profiles.behavior.Phase;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells probes and hooks from sessions among the processes that the runtime starts in a container. Only exact equality of the
 * whole argument vector counts: whoever may exec can imitate a probe's command, but nothing more than that command.
 */
public final class RuntimeCommandMatcher {
    private RuntimeCommandMatcher() {}

    /**
     * PROBE, HOOK or SESSION for a process that the runtime started. Empty when that cannot be told: the pod's spec is not
     * known, or the arguments are unknown or cut off.
     */
    public static Optional<Phase> phase(
            Optional<PodContext> pod, String containerName, Reading<Arguments> arguments, Reading<Launch> launch) {
        Optional<Arguments> known = arguments.toOptional().filter(values -> !values.truncated());
        if (pod.isEmpty() || known.isEmpty()) {
            return Optional.empty();
        }
        @Nullable RuntimeCommands commands = pod.get().commands().get(containerName);
        if (commands == null) {
            return Optional.of(Phase.SESSION);
        }
        if (isOneOf(commands.probes(), known.get(), launch)) {
            return Optional.of(Phase.PROBE);
        }
        return Optional.of(isOneOf(commands.hooks(), known.get(), launch) ? Phase.HOOK : Phase.SESSION);
    }

    private static boolean isOneOf(List<List<String>> commands, Arguments arguments, Reading<Launch> launch) {
        return commands.stream()
                .anyMatch(words -> new RuntimeCommand(words)
                        .isExactly(arguments, launch.toOptional().orElse(null)));
    }
}
