// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import io.plumbline.profiles.peer.Peer;

/**
 * The container is connected to.
 *
 * @param port the container's own port, 1 to 65535
 */
public record Inbound(Peer peer, int port, Transport transport) implements Behavior {}
