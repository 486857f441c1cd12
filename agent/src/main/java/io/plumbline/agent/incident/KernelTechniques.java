// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.observation.Rule;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.SocketUse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Techniques behind loaded code and behind what is asked of the kernel. */
final class KernelTechniques {

    private KernelTechniques() {}

    static AttackTechnique ofLoadedCode(@Nullable ProcessDetails loader) {
        boolean preloaded = loader != null
                && loader.launch()
                        .toOptional()
                        .filter(launch -> preloads(launch.environment()))
                        .isPresent();
        return preloaded ? AttackTechnique.LINKER_HIJACKING : AttackTechnique.SHARED_MODULES;
    }

    /** True when a variable makes the dynamic linker load other code. */
    static boolean preloads(@Nullable Map<String, String> environment) {
        return environment != null
                && (environment.containsKey("LD_PRELOAD")
                        || environment.containsKey("LD_AUDIT")
                        || environment.containsKey("LD_LIBRARY_PATH"));
    }

    static List<AttackTechnique> of(Rule rule, Behavior behavior) {
        if (rule == Rule.NAMESPACE_MISMATCH) {
            return List.of(AttackTechnique.ESCAPE);
        }
        return behavior instanceof KernelUse use
                ? switch (use.operation()) {
                    case TRACE -> List.of(AttackTechnique.PTRACE);
                    case PROCESS_ACCESS -> List.of(AttackTechnique.PROC_MEMORY);
                    case NAMESPACE_ENTER, MOUNT -> List.of(AttackTechnique.ESCAPE);
                    case MODULE_LOAD -> List.of(AttackTechnique.KERNEL_MODULES);
                    case BPF -> List.of(AttackTechnique.SOCKET_FILTERS);
                    case CAPABILITY_GAIN -> List.of(AttackTechnique.ELEVATION);
                    case UNKNOWN, IO_URING, NAMESPACE_CREATE, FOREIGN_MOUNTS, EVENT_FLOOD -> List.of();
                }
                : List.of();
    }

    static List<AttackTechnique> ofSocket(Behavior behavior) {
        if (!(behavior instanceof SocketUse socket)) {
            return List.of();
        }
        return socket.family().equals("packet")
                ? List.of(AttackTechnique.SNIFFING)
                : List.of(AttackTechnique.NON_APPLICATION_PROTOCOL);
    }
}
