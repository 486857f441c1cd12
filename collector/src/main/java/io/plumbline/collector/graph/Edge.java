// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.graph;

import io.plumbline.profiles.behavior.BehaviorClass;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.wire.PeerCodec;
import io.plumbline.v1.GraphEdge;
import io.plumbline.v1.Transport;

/** One edge, with what both of its sides know of it. */
final class Edge {
    private long countByClient;
    private long countByServer;
    private long lastSeen;
    private boolean knownToClient;
    private boolean knownToServer;
    private boolean denied;
    private boolean unconfirmed;
    private boolean sensitive;

    void add(ProfileEntry entry, boolean byClient) {
        long count = entry.support().count();
        if (byClient) {
            countByClient += count;
            knownToClient = true;
        } else {
            countByServer += count;
            knownToServer = true;
        }
        lastSeen = Math.max(lastSeen, entry.support().lastSeen());
        denied |= entry.state() == EntryState.DENIED;
        unconfirmed |= entry.state() == EntryState.QUARANTINED;
        sensitive |= entry.classification().behaviorClass() == BehaviorClass.SENSITIVE;
    }

    /** {@code open}: the server takes any workload of the cluster. */
    GraphEdge toProto(EdgeKey key, boolean open) {
        return GraphEdge.newBuilder()
                .setFrom(PeerCodec.toProto(key.from()))
                .setTo(PeerCodec.toProto(key.to()))
                .setPort(key.port())
                .setTransport(transport(key))
                // Both sides count the same connections, and each of them may have missed some.
                .setCount(Math.max(countByClient, countByServer))
                .setLastSeenUnixNanos(lastSeen)
                .setState(state())
                .setBehaviorClass(
                        sensitive
                                ? io.plumbline.v1.BehaviorClass.BEHAVIOR_CLASS_SENSITIVE
                                : io.plumbline.v1.BehaviorClass.BEHAVIOR_CLASS_ORDINARY)
                .setKnownToClient(knownToClient)
                .setKnownToServer(knownToServer || open)
                .build();
    }

    /** The state of the edge: normal only when no side says otherwise. */
    private io.plumbline.v1.EntryState state() {
        if (denied) {
            return io.plumbline.v1.EntryState.ENTRY_STATE_DENIED;
        }
        return unconfirmed
                ? io.plumbline.v1.EntryState.ENTRY_STATE_QUARANTINED
                : io.plumbline.v1.EntryState.ENTRY_STATE_ACTIVE;
    }

    private static Transport transport(EdgeKey key) {
        return switch (key.transport()) {
            case TCP -> Transport.TRANSPORT_TCP;
            case UDP -> Transport.TRANSPORT_UDP;
            case UNIX -> Transport.TRANSPORT_UNIX;
            case UNKNOWN -> Transport.TRANSPORT_UNSPECIFIED;
        };
    }
}
