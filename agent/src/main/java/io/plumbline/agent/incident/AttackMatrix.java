// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.observation.Rule;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.Sensitivity;
import io.plumbline.v1.Technique;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tells which techniques of MITRE ATT&amp;CK a deviation may be. */
final class AttackMatrix {

    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh", "ksh");

    private AttackMatrix() {}

    static List<Technique> techniques(Deviation deviation) {
        List<AttackTechnique> techniques = new ArrayList<>();
        switch (deviation.rule()) {
            case EXECUTABLE_NOT_FROM_IMAGE, EXECUTION_FROM_WRITABLE_MOUNT ->
                techniques.add(AttackTechnique.TOOL_TRANSFER);
            case FILELESS_EXECUTION ->
                techniques.add(fileless(deviation.observation().behavior()));
            case CODE_NOT_FROM_IMAGE ->
                techniques.add(
                        KernelTechniques.ofLoadedCode(deviation.observation().details()));
            case CROSS_CONTAINER_ACCESS, NAMESPACE_MISMATCH, NEW_KERNEL_USE ->
                techniques.addAll(KernelTechniques.of(
                        deviation.rule(), deviation.observation().behavior()));
            case NEW_SOCKET_USE ->
                techniques.addAll(
                        KernelTechniques.ofSocket(deviation.observation().behavior()));
            case NEW_GENERATED_CODE -> techniques.add(AttackTechnique.REFLECTIVE_CODE);
            case FOREIGN_MOUNT_NAMESPACE, EVENT_FLOOD -> {}
            case SHELL_ON_SOCKET ->
                techniques.addAll(List.of(
                        AttackTechnique.UNIX_SHELL,
                        AttackTechnique.EXPLOIT_PUBLIC,
                        AttackTechnique.APPLICATION_PROTOCOL));
            case RUNTIME_SESSION -> techniques.add(AttackTechnique.CONTAINER_EXEC);
            case NEW_NAME,
                    NEW_PORT,
                    ADDRESS_WITHOUT_NAME,
                    NEW_RESOLVER,
                    ENCRYPTED_DNS,
                    NETWORK_SCAN,
                    DNS_TUNNEL,
                    BEACONING,
                    BYTES_OUT ->
                techniques.addAll(NetworkTechniques.of(
                        deviation.rule(), deviation.observation().behavior()));
            case NEW_PEER ->
                techniques.addAll(
                        deviation.observation().classification().sensitivities().contains(Sensitivity.RUNTIME_SOCKET)
                                ? List.of(AttackTechnique.CONTAINER_EXEC, AttackTechnique.ESCAPE)
                                : NetworkTechniques.ofPeer(
                                        deviation.observation().behavior()));
            case NEW_CLIENT, USER_CHANGE -> {}
            case NEW_LISTENER -> techniques.add(AttackTechnique.NON_STANDARD_PORT);
            case PRIVILEGE_GAIN -> techniques.add(AttackTechnique.ELEVATION);
            case NEW_EXECUTION, DENIED_BEHAVIOR -> {}
        }
        if (deviation.observation().behavior() instanceof Execution execution) {
            addProgram(execution, deviation.observation().classification().sensitivities(), techniques);
            if (deviation.rule() == Rule.NEW_EXECUTION && KernelTechniques.preloads(execution.environment())) {
                techniques.add(AttackTechnique.LINKER_HIJACKING);
            }
        }
        return techniques.stream().distinct().map(AttackTechnique::toProto).toList();
    }

    private static AttackTechnique fileless(Behavior behavior) {
        boolean deleted = behavior instanceof Execution execution
                && execution.executable().origin() == io.plumbline.profiles.behavior.Origin.DELETED;
        return deleted ? AttackTechnique.FILE_DELETION : AttackTechnique.REFLECTIVE_CODE;
    }

    private static void addProgram(
            Execution execution, Set<Sensitivity> sensitivities, List<AttackTechnique> techniques) {
        String name = ProgramName.of(execution);
        AttackTechnique discovery = DiscoveryPrograms.technique(name);
        if (discovery != null) {
            techniques.add(discovery);
        } else if (SHELLS.contains(name)) {
            techniques.add(AttackTechnique.UNIX_SHELL);
        } else if (name.startsWith("python")) {
            techniques.add(AttackTechnique.PYTHON);
        } else if (sensitivities.contains(Sensitivity.INLINE_CODE) || sensitivities.contains(Sensitivity.STDIN_CODE)) {
            techniques.add(AttackTechnique.INTERPRETER);
        }
        if (sensitivities.contains(Sensitivity.NETWORK_TOOL) || sensitivities.contains(Sensitivity.PACKAGE_MANAGER)) {
            techniques.add(AttackTechnique.TOOL_TRANSFER);
        }
        if (sensitivities.contains(Sensitivity.COMPILER)) {
            techniques.add(AttackTechnique.COMPILE);
        }
    }
}
