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
import java.util.Map;
import java.util.Set;

/**
 * Which techniques of MITRE ATT&amp;CK a deviation may be. Ids and tactics are those of version {@value #VERSION} of the
 * Enterprise matrix, in which Defense Evasion is split into Stealth and Defense Impairment.
 */
final class AttackMatrix {
    static final String VERSION = "19";

    private static final Technique UNIX_SHELL = technique("T1059.004", "Unix Shell", "execution");
    private static final Technique PYTHON = technique("T1059.006", "Python", "execution");
    private static final Technique INTERPRETER = technique("T1059", "Command and Scripting Interpreter", "execution");
    private static final Technique CONTAINER_EXEC = technique("T1609", "Container Administration Command", "execution");
    private static final Technique TOOL_TRANSFER = technique("T1105", "Ingress Tool Transfer", "command-and-control");
    private static final Technique REFLECTIVE_CODE = technique("T1620", "Reflective Code Loading", "stealth");
    private static final Technique FILE_DELETION = technique("T1070.004", "File Deletion", "stealth");
    private static final Technique EXPLOIT_PUBLIC =
            technique("T1190", "Exploit Public-Facing Application", "initial-access");
    private static final Technique ELEVATION =
            technique("T1548", "Abuse Elevation Control Mechanism", "privilege-escalation");
    private static final Technique COMPILE = technique("T1027.004", "Compile After Delivery", "stealth");

    /** Programs whose only use for an intruder is to look around. */
    private static final Map<String, Technique> DISCOVERY = Map.ofEntries(
            Map.entry("id", technique("T1033", "System Owner/User Discovery", "discovery")),
            Map.entry("whoami", technique("T1033", "System Owner/User Discovery", "discovery")),
            Map.entry("who", technique("T1033", "System Owner/User Discovery", "discovery")),
            Map.entry("uname", technique("T1082", "System Information Discovery", "discovery")),
            Map.entry("hostname", technique("T1082", "System Information Discovery", "discovery")),
            Map.entry("env", technique("T1082", "System Information Discovery", "discovery")),
            Map.entry("printenv", technique("T1082", "System Information Discovery", "discovery")),
            Map.entry("df", technique("T1082", "System Information Discovery", "discovery")),
            Map.entry("mount", technique("T1082", "System Information Discovery", "discovery")),
            Map.entry("ps", technique("T1057", "Process Discovery", "discovery")),
            Map.entry("pgrep", technique("T1057", "Process Discovery", "discovery")),
            Map.entry("top", technique("T1057", "Process Discovery", "discovery")),
            Map.entry("ip", technique("T1016", "System Network Configuration Discovery", "discovery")),
            Map.entry("ifconfig", technique("T1016", "System Network Configuration Discovery", "discovery")),
            Map.entry("route", technique("T1016", "System Network Configuration Discovery", "discovery")),
            Map.entry("arp", technique("T1016", "System Network Configuration Discovery", "discovery")),
            Map.entry("netstat", technique("T1049", "System Network Connections Discovery", "discovery")),
            Map.entry("ss", technique("T1049", "System Network Connections Discovery", "discovery")),
            Map.entry("ls", technique("T1083", "File and Directory Discovery", "discovery")),
            Map.entry("find", technique("T1083", "File and Directory Discovery", "discovery")),
            Map.entry("getent", technique("T1087.001", "Local Account", "discovery")),
            Map.entry("nmap", technique("T1046", "Network Service Discovery", "discovery")));

    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "zsh", "ksh");

    private AttackMatrix() {}

    static List<Technique> techniques(Deviation deviation) {
        List<Technique> techniques = new ArrayList<>();
        switch (deviation.rule()) {
            case EXECUTABLE_NOT_FROM_IMAGE, EXECUTION_FROM_WRITABLE_MOUNT -> techniques.add(TOOL_TRANSFER);
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
            case NEW_GENERATED_CODE -> techniques.add(REFLECTIVE_CODE);
            case FOREIGN_MOUNT_NAMESPACE, EVENT_FLOOD -> {}
            case SHELL_ON_SOCKET ->
                techniques.addAll(List.of(UNIX_SHELL, EXPLOIT_PUBLIC, NetworkTechniques.APPLICATION_PROTOCOL));
            case RUNTIME_SESSION -> techniques.add(CONTAINER_EXEC);
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
                                ? List.of(CONTAINER_EXEC, KernelTechniques.ESCAPE)
                                : NetworkTechniques.ofPeer(
                                        deviation.observation().behavior()));
            case NEW_CLIENT, USER_CHANGE -> {}
            case NEW_LISTENER -> techniques.add(NetworkTechniques.NON_STANDARD_PORT);
            case PRIVILEGE_GAIN -> techniques.add(ELEVATION);
            case NEW_EXECUTION, DENIED_BEHAVIOR -> {}
        }
        if (deviation.observation().behavior() instanceof Execution execution) {
            addProgram(execution, deviation.observation().classification().sensitivities(), techniques);
            if (deviation.rule() == Rule.NEW_EXECUTION && KernelTechniques.preloads(execution.environment())) {
                techniques.add(KernelTechniques.LINKER_HIJACKING);
            }
        }
        return techniques.stream().distinct().toList();
    }

    private static Technique fileless(Behavior behavior) {
        boolean deleted = behavior instanceof Execution execution
                && execution.executable().origin() == io.plumbline.profiles.behavior.Origin.DELETED;
        return deleted ? FILE_DELETION : REFLECTIVE_CODE;
    }

    private static void addProgram(Execution execution, Set<Sensitivity> sensitivities, List<Technique> techniques) {
        String name = ProgramName.of(execution);
        Technique discovery = DISCOVERY.get(name);
        if (discovery != null) {
            techniques.add(discovery);
        } else if (SHELLS.contains(name)) {
            techniques.add(UNIX_SHELL);
        } else if (name.startsWith("python")) {
            techniques.add(PYTHON);
        } else if (sensitivities.contains(Sensitivity.INLINE_CODE) || sensitivities.contains(Sensitivity.STDIN_CODE)) {
            techniques.add(INTERPRETER);
        }
        if (sensitivities.contains(Sensitivity.NETWORK_TOOL) || sensitivities.contains(Sensitivity.PACKAGE_MANAGER)) {
            techniques.add(TOOL_TRANSFER);
        }
        if (sensitivities.contains(Sensitivity.COMPILER)) {
            techniques.add(COMPILE);
        }
    }

    static Technique technique(String id, String name, String tactic) {
        return Technique.newBuilder().setId(id).setName(name).setTactic(tactic).build();
    }
}
