// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.anomaly;

import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.wire.PeerCodec;
import io.plumbline.v1.Connection;
import org.jspecify.annotations.Nullable;

/** The ends of a connection as a message. */
public final class ConnectionMessage {
    private ConnectionMessage() {}

    /** {@code remote} and {@code peer} are null for a listener. */
    public static Connection of(Transport transport, Endpoint local, @Nullable Endpoint remote, @Nullable Peer peer) {
        Connection.Builder connection = Connection.newBuilder()
                .setTransport(BehaviorCodec.toProto(transport))
                .setLocalAddress(local.address().getHostAddress())
                .setLocalPort(local.port());
        if (remote != null) {
            connection.setRemoteAddress(remote.address().getHostAddress()).setRemotePort(remote.port());
        }
        if (peer != null) {
            connection.setPeer(PeerCodec.toProto(peer));
        }
        return connection.build();
    }
}
