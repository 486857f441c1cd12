// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import io.plumbline.profiles.peer.Peer;

/**
 * The container opens connections, or sends first.
 *
 * @param port the peer's port, 1 to 65535; 0 with {@link Transport#UNIX}, which has none; {@link #MANY_PORTS} for a scan of many
 *     ports, which covers no single connection
 */
public record Outbound(Peer peer, int port, Transport transport) implements Behavior {
    public static final int MANY_PORTS = 0;
}
