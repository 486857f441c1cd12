// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import io.plumbline.v1.Peer;
import io.plumbline.v1.Workload;

/** Names the peer at the other end of a connection. */
public final class PeerWords {
    private PeerWords() {}

    public static String of(Peer peer) {
        return switch (peer.getKindCase()) {
            case WORKLOAD -> of(peer.getWorkload());
            case SERVICE ->
                "service " + peer.getService().getNamespace() + "/"
                        + peer.getService().getName();
            case NODE -> "a node of the cluster";
            case API_SERVER -> "the Kubernetes API server";
            case METADATA_SERVICE -> "the cloud's metadata service";
            case DNS_NAME -> peer.getDnsName().getName();
            case UNIX_SOCKET -> "unix socket " + peer.getUnixSocket().getPath();
            case CIDR -> peer.getCidr();
            case LOOPBACK -> "the pod itself";
            case CLUSTER -> "any workload of the cluster";
            case KIND_NOT_SET -> "an unknown peer";
        };
    }

    /** Kind, namespace and name: {@code Deployment shop/web}. */
    public static String of(Workload workload) {
        return workload.getKind() + " " + workload.getNamespace() + "/" + workload.getName();
    }
}
