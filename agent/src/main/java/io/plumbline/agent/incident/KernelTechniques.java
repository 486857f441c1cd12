// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.observation.Rule;
import io.plumbline.agent.sensor.ProcessDetails;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.profiles.behavior.SocketUse;
import io.plumbline.v1.Technique;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Techniques behind loaded code and behind what is asked of the kernel. */
final class KernelTechniques {
    static final Technique LINKER_HIJACKING =
            AttackMatrix.technique("T1574.006", "Dynamic Linker Hijacking", "persistence");
    static final Technique ESCAPE = AttackMatrix.technique("T1611", "Escape to Host", "privilege-escalation");
    private static final Technique SHARED_MODULES = AttackMatrix.technique("T1129", "Shared Modules", "execution");
    private static final Technique PTRACE =
            AttackMatrix.technique("T1055.008", "Ptrace System Calls", "privilege-escalation");
    private static final Technique PROC_MEMORY =
            AttackMatrix.technique("T1055.009", "Proc Memory", "privilege-escalation");
    private static final Technique KERNEL_MODULES =
            AttackMatrix.technique("T1547.006", "Kernel Modules and Extensions", "persistence");
    private static final Technique ELEVATION =
            AttackMatrix.technique("T1548", "Abuse Elevation Control Mechanism", "privilege-escalation");
    private static final Technique SOCKET_FILTERS =
            AttackMatrix.technique("T1205.002", "Socket Filters", "command-and-control");
    private static final Technique SNIFFING = AttackMatrix.technique("T1040", "Network Sniffing", "credential-access");
    private static final Technique NON_APPLICATION_PROTOCOL =
            AttackMatrix.technique("T1095", "Non-Application Layer Protocol", "command-and-control");

    private KernelTechniques() {}

    static Technique ofLoadedCode(@Nullable ProcessDetails loader) {
        boolean preloaded = loader != null
                && loader.launch()
                        .toOptional()
                        .filter(launch -> preloads(launch.environment()))
                        .isPresent();
        return preloaded ? LINKER_HIJACKING : SHARED_MODULES;
    }

    /** True when a variable makes the dynamic linker load other code. */
    static boolean preloads(@Nullable Map<String, String> environment) {
        return environment != null
                && (environment.containsKey("LD_PRELOAD")
                        || environment.containsKey("LD_AUDIT")
                        || environment.containsKey("LD_LIBRARY_PATH"));
    }

    static List<Technique> of(Rule rule, Behavior behavior) {
        if (rule == Rule.NAMESPACE_MISMATCH) {
            return List.of(ESCAPE);
        }
        return behavior instanceof KernelUse use
                ? switch (use.operation()) {
                    case TRACE -> List.of(PTRACE);
                    case PROCESS_ACCESS -> List.of(PROC_MEMORY);
                    case NAMESPACE_ENTER, MOUNT -> List.of(ESCAPE);
                    case MODULE_LOAD -> List.of(KERNEL_MODULES);
                    case BPF -> List.of(SOCKET_FILTERS);
                    case CAPABILITY_GAIN -> List.of(ELEVATION);
                    case UNKNOWN, IO_URING, NAMESPACE_CREATE, FOREIGN_MOUNTS, EVENT_FLOOD -> List.of();
                }
                : List.of();
    }

    static List<Technique> ofSocket(Behavior behavior) {
        if (!(behavior instanceof SocketUse socket)) {
            return List.of();
        }
        return socket.family().equals("packet") ? List.of(SNIFFING) : List.of(NON_APPLICATION_PROTOCOL);
    }
}
