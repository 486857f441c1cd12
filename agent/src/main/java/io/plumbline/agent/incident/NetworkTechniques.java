// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.observation.Rule;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.v1.Technique;
import java.util.List;

/** Techniques behind connections and names. */
final class NetworkTechniques {
    static final Technique APPLICATION_PROTOCOL =
            AttackMatrix.technique("T1071", "Application Layer Protocol", "command-and-control");
    static final Technique NON_STANDARD_PORT =
            AttackMatrix.technique("T1571", "Non-Standard Port", "command-and-control");
    private static final Technique DNS = AttackMatrix.technique("T1071.004", "DNS", "command-and-control");
    private static final Technique TUNNELING =
            AttackMatrix.technique("T1572", "Protocol Tunneling", "command-and-control");
    private static final Technique OTHER_PROTOCOL =
            AttackMatrix.technique("T1048", "Exfiltration Over Alternative Protocol", "exfiltration");
    private static final Technique WEB_SERVICE =
            AttackMatrix.technique("T1567", "Exfiltration Over Web Service", "exfiltration");
    private static final Technique SERVICES = AttackMatrix.technique("T1046", "Network Service Discovery", "discovery");
    private static final Technique SYSTEMS = AttackMatrix.technique("T1018", "Remote System Discovery", "discovery");
    private static final Technique REMOTE_SERVICES =
            AttackMatrix.technique("T1210", "Exploitation of Remote Services", "lateral-movement");
    private static final Technique CONTAINER_DISCOVERY =
            AttackMatrix.technique("T1613", "Container and Resource Discovery", "discovery");
    private static final Technique METADATA =
            AttackMatrix.technique("T1552.005", "Cloud Instance Metadata API", "credential-access");

    private NetworkTechniques() {}

    static List<Technique> of(Rule rule, Behavior behavior) {
        return switch (rule) {
            case NETWORK_SCAN -> isOneAddress(behavior) ? List.of(SERVICES) : List.of(SERVICES, SYSTEMS);
            case DNS_TUNNEL -> List.of(DNS, TUNNELING, OTHER_PROTOCOL);
            case ENCRYPTED_DNS -> List.of(DNS, TUNNELING);
            case NEW_RESOLVER -> List.of(DNS);
            case BYTES_OUT -> List.of(isWebService(behavior) ? WEB_SERVICE : OTHER_PROTOCOL);
            case NEW_PORT -> isExternal(behavior) ? List.of(NON_STANDARD_PORT) : ofPeer(behavior);
            case NEW_NAME, ADDRESS_WITHOUT_NAME, BEACONING -> List.of(APPLICATION_PROTOCOL);
            default -> List.of();
        };
    }

    /** Of a peer that was never contacted. */
    static List<Technique> ofPeer(Behavior behavior) {
        if (!(behavior instanceof Outbound outbound)) {
            return List.of();
        }
        return switch (outbound.peer()) {
            case Peer.ApiServer ignored -> List.of(CONTAINER_DISCOVERY);
            case Peer.MetadataService ignored -> List.of(METADATA);
            case Peer.WorkloadPeer ignored -> List.of(REMOTE_SERVICES);
            case Peer.Service ignored -> List.of(REMOTE_SERVICES);
            case Peer.Node ignored -> List.of(REMOTE_SERVICES);
            case Peer.DnsName ignored -> List.of(APPLICATION_PROTOCOL);
            case Peer.Cidr ignored -> List.of(APPLICATION_PROTOCOL);
            case Peer.UnixSocket ignored -> List.of();
            case Peer.Loopback ignored -> List.of();
            case Peer.Cluster ignored -> List.of();
        };
    }

    private static boolean isExternal(Behavior behavior) {
        return behavior instanceof Outbound outbound
                && (outbound.peer() instanceof Peer.DnsName || outbound.peer() instanceof Peer.Cidr);
    }

    private static boolean isWebService(Behavior behavior) {
        return behavior instanceof Outbound outbound
                && outbound.peer() instanceof Peer.DnsName
                && (outbound.port() == 443 || outbound.port() == 80);
    }

    private static boolean isOneAddress(Behavior behavior) {
        return behavior instanceof Outbound outbound
                && outbound.peer() instanceof Peer.Cidr cidr
                && cidr.range().endsWith(cidr.range().indexOf(':') < 0 ? "/32" : "/128");
    }
}
