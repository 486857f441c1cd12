// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.v1.Technique;

/**
 * The techniques of MITRE ATT&amp;CK that a deviation may be. Ids and tactics are those of version {@value #VERSION} of the
 * Enterprise matrix, in which Defense Evasion is split into Stealth and Defense Impairment.
 */
enum AttackTechnique {
    NETWORK_CONFIGURATION("T1016", "System Network Configuration Discovery", "discovery"),
    REMOTE_SYSTEMS("T1018", "Remote System Discovery", "discovery"),
    COMPILE("T1027.004", "Compile After Delivery", "stealth"),
    OWNER_DISCOVERY("T1033", "System Owner/User Discovery", "discovery"),
    SNIFFING("T1040", "Network Sniffing", "credential-access"),
    SERVICE_DISCOVERY("T1046", "Network Service Discovery", "discovery"),
    OTHER_PROTOCOL("T1048", "Exfiltration Over Alternative Protocol", "exfiltration"),
    NETWORK_CONNECTIONS("T1049", "System Network Connections Discovery", "discovery"),
    PTRACE("T1055.008", "Ptrace System Calls", "privilege-escalation"),
    PROC_MEMORY("T1055.009", "Proc Memory", "privilege-escalation"),
    PROCESS_DISCOVERY("T1057", "Process Discovery", "discovery"),
    INTERPRETER("T1059", "Command and Scripting Interpreter", "execution"),
    UNIX_SHELL("T1059.004", "Unix Shell", "execution"),
    PYTHON("T1059.006", "Python", "execution"),
    FILE_DELETION("T1070.004", "File Deletion", "stealth"),
    APPLICATION_PROTOCOL("T1071", "Application Layer Protocol", "command-and-control"),
    DNS("T1071.004", "DNS", "command-and-control"),
    SYSTEM_INFORMATION("T1082", "System Information Discovery", "discovery"),
    FILE_DISCOVERY("T1083", "File and Directory Discovery", "discovery"),
    LOCAL_ACCOUNT("T1087.001", "Local Account", "discovery"),
    NON_APPLICATION_PROTOCOL("T1095", "Non-Application Layer Protocol", "command-and-control"),
    TOOL_TRANSFER("T1105", "Ingress Tool Transfer", "command-and-control"),
    SHARED_MODULES("T1129", "Shared Modules", "execution"),
    EXPLOIT_PUBLIC("T1190", "Exploit Public-Facing Application", "initial-access"),
    SOCKET_FILTERS("T1205.002", "Socket Filters", "command-and-control"),
    REMOTE_SERVICES("T1210", "Exploitation of Remote Services", "lateral-movement"),
    KERNEL_MODULES("T1547.006", "Kernel Modules and Extensions", "persistence"),
    ELEVATION("T1548", "Abuse Elevation Control Mechanism", "privilege-escalation"),
    METADATA_API("T1552.005", "Cloud Instance Metadata API", "credential-access"),
    WEB_SERVICE("T1567", "Exfiltration Over Web Service", "exfiltration"),
    NON_STANDARD_PORT("T1571", "Non-Standard Port", "command-and-control"),
    TUNNELING("T1572", "Protocol Tunneling", "command-and-control"),
    LINKER_HIJACKING("T1574.006", "Dynamic Linker Hijacking", "persistence"),
    CONTAINER_EXEC("T1609", "Container Administration Command", "execution"),
    ESCAPE("T1611", "Escape to Host", "privilege-escalation"),
    CONTAINER_DISCOVERY("T1613", "Container and Resource Discovery", "discovery"),
    REFLECTIVE_CODE("T1620", "Reflective Code Loading", "stealth");

    static final String VERSION = "19";

    private final String id;
    private final String title;
    private final String tactic;

    AttackTechnique(String id, String title, String tactic) {
        this.id = id;
        this.title = title;
        this.tactic = tactic;
    }

    String id() {
        return id;
    }

    Technique toProto() {
        return Technique.newBuilder().setId(id).setName(title).setTactic(tactic).build();
    }
}
