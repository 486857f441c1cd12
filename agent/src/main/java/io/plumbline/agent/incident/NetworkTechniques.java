// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.observation.Rule;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.peer.Peer;
import java.util.List;

/** Techniques behind connections and names. */
final class NetworkTechniques {

    private NetworkTechniques() {}

    static List<AttackTechnique> of(Rule rule, Behavior behavior) {
        return switch (rule) {
            case NETWORK_SCAN ->
                isOneAddress(behavior)
                        ? List.of(AttackTechnique.SERVICE_DISCOVERY)
                        : List.of(AttackTechnique.SERVICE_DISCOVERY, AttackTechnique.REMOTE_SYSTEMS);
            case DNS_TUNNEL -> List.of(AttackTechnique.DNS, AttackTechnique.TUNNELING, AttackTechnique.OTHER_PROTOCOL);
            case ENCRYPTED_DNS -> List.of(AttackTechnique.DNS, AttackTechnique.TUNNELING);
            case NEW_RESOLVER -> List.of(AttackTechnique.DNS);
            case BYTES_OUT ->
                List.of(isWebService(behavior) ? AttackTechnique.WEB_SERVICE : AttackTechnique.OTHER_PROTOCOL);
            case NEW_PORT -> isExternal(behavior) ? List.of(AttackTechnique.NON_STANDARD_PORT) : ofPeer(behavior);
            case NEW_NAME, ADDRESS_WITHOUT_NAME, BEACONING -> List.of(AttackTechnique.APPLICATION_PROTOCOL);
            default -> List.of();
        };
    }

    /** The techniques behind contacting a peer that was never contacted before. */
    static List<AttackTechnique> ofPeer(Behavior behavior) {
        if (!(behavior instanceof Outbound outbound)) {
            return List.of();
        }
        return switch (outbound.peer()) {
            case Peer.ApiServer ignored -> List.of(AttackTechnique.CONTAINER_DISCOVERY);
            case Peer.MetadataService ignored -> List.of(AttackTechnique.METADATA_API);
            case Peer.WorkloadPeer ignored -> List.of(AttackTechnique.REMOTE_SERVICES);
            case Peer.Service ignored -> List.of(AttackTechnique.REMOTE_SERVICES);
            case Peer.Node ignored -> List.of(AttackTechnique.REMOTE_SERVICES);
            case Peer.DnsName ignored -> List.of(AttackTechnique.APPLICATION_PROTOCOL);
            case Peer.Cidr ignored -> List.of(AttackTechnique.APPLICATION_PROTOCOL);
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
                && AddressRange.parse(cidr.range())
                        .filter(AddressRange::isOneAddress)
                        .isPresent();
    }
}
