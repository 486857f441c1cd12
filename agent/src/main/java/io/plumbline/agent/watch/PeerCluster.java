// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;

/** Moves peers from the cluster that was assumed to the one that the collector names. */
final class PeerCluster {
    private PeerCluster() {}

    static Behavior move(Behavior behavior, String former, String current) {
        if (behavior instanceof Outbound outbound) {
            return new Outbound(move(outbound.peer(), former, current), outbound.port(), outbound.transport());
        }
        if (behavior instanceof Inbound inbound) {
            return new Inbound(move(inbound.peer(), former, current), inbound.port(), inbound.transport());
        }
        return behavior;
    }

    private static Peer move(Peer peer, String former, String current) {
        if (peer instanceof Peer.WorkloadPeer known
                && known.workload().cluster().equals(former)) {
            Workload workload = known.workload();
            return new Peer.WorkloadPeer(new Workload(current, workload.namespace(), workload.kind(), workload.name()));
        }
        return peer;
    }
}
