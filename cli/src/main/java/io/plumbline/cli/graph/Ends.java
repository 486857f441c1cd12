// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.graph;

import io.plumbline.cli.words.EnumWords;
import io.plumbline.cli.words.PeerWords;
import io.plumbline.v1.GraphEdge;
import io.plumbline.v1.Peer;

/** Words for the ends of edges. */
final class Ends {
    private Ends() {}

    /** The namespace that an end lives in; empty for what lives in none. */
    static String namespace(Peer peer) {
        return switch (peer.getKindCase()) {
            case WORKLOAD -> peer.getWorkload().getNamespace();
            case SERVICE -> peer.getService().getNamespace();
            case NODE, API_SERVER, METADATA_SERVICE, DNS_NAME, UNIX_SOCKET, CIDR, LOOPBACK, CLUSTER, KIND_NOT_SET -> "";
        };
    }

    /** The namespace under which an edge is shown: that of the client, or of the server where the client has none. */
    static String home(GraphEdge edge) {
        String client = namespace(edge.getFrom());
        return client.isEmpty() ? namespace(edge.getTo()) : client;
    }

    /** Names a peer as it is seen from a namespace: what lives there is shown without it. */
    static String words(Peer peer, String home) {
        if (!namespace(peer).equals(home)) {
            return PeerWords.of(peer);
        }
        return switch (peer.getKindCase()) {
            case WORKLOAD ->
                peer.getWorkload().getKind() + " " + peer.getWorkload().getName();
            case SERVICE -> "service " + peer.getService().getName();
            case NODE, API_SERVER, METADATA_SERVICE, DNS_NAME, UNIX_SOCKET, CIDR, LOOPBACK, CLUSTER, KIND_NOT_SET ->
                PeerWords.of(peer);
        };
    }

    static String port(GraphEdge edge) {
        String transport = EnumWords.of(edge.getTransport(), edge.getTransportValue(), "TRANSPORT_");
        return edge.getPort() == 0 ? transport : transport + " " + Integer.toUnsignedString(edge.getPort());
    }

    /** Empty for what is normal. */
    static String state(GraphEdge edge) {
        return switch (edge.getState()) {
            case ENTRY_STATE_ACTIVE -> "";
            case ENTRY_STATE_QUARANTINED -> "unconfirmed";
            case ENTRY_STATE_DENIED, ENTRY_STATE_UNSPECIFIED, UNRECOGNIZED ->
                EnumWords.of(edge.getState(), edge.getStateValue(), "ENTRY_STATE_");
        };
    }
}
