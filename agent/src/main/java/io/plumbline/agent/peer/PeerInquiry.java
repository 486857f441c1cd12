// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A connection whose other end is to be named.
 *
 * @param container whose connection it is: of each, only so many may be open
 * @param own addresses of its pod
 * @param port that was connected to; 0 when the other end is a client
 * @param atUnixNanos when the connection was made
 * @param found true when it was there before anybody watched: no name that its address may have had was seen
 * @param name by which the pod got the address; asked again for as long as the peer is open, because an answer may be late
 */
public record PeerInquiry(
        String container,
        Set<InetAddress> own,
        InetAddress address,
        int port,
        Transport transport,
        long atUnixNanos,
        boolean found,
        Supplier<Optional<Name>> name) {

    /**
     * A name that was answered with the address.
     *
     * @param ofCluster true for a name below the cluster's domain: the cluster knows better whose address it is
     */
    public record Name(String name, boolean ofCluster) {}

    boolean outbound() {
        return port != 0;
    }

    PeerQuestion question() {
        return new PeerQuestion(address.getHostAddress(), atUnixNanos, port, transport);
    }
}
