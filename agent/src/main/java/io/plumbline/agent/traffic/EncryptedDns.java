// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.service.ResourceLines;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells peers that answer questions for names where nobody on the way can read them: DNS over TLS and over QUIC by their port,
 * DNS over HTTPS by the names and addresses of the well-known public resolvers. Another server for DNS over HTTPS looks like any
 * other peer.
 */
public final class EncryptedDns {
    private static final int PORT = 853;
    private static final int HTTPS = 443;

    /** Names in lower case, and addresses as {@link InetAddress#getHostAddress} has them. */
    private static final Set<String> RESOLVERS = ResourceLines.of(EncryptedDns.class, "encrypted-dns.txt").stream()
            .map(line ->
                    AddressRange.address(line).map(InetAddress::getHostAddress).orElse(line))
            .collect(Collectors.toUnmodifiableSet());

    private EncryptedDns() {}

    /**
     * The reason why a peer is one of these, one sentence; empty when it is not.
     *
     * @param address of the peer, as {@link InetAddress#getHostAddress} has it; empty when nobody knows it
     */
    public static Optional<String> because(Outbound outbound, String address) {
        if (outbound.transport() == Transport.UNIX) {
            return Optional.empty();
        }
        if (outbound.port() == PORT) {
            return Optional.of(
                    outbound.transport() == Transport.UDP
                            ? "port 853/udp is that of DNS over QUIC: nobody can see which names are asked for"
                            : "port 853/tcp is that of DNS over TLS: nobody can see which names are asked for");
        }
        if (outbound.port() != HTTPS) {
            return Optional.empty();
        }
        if (outbound.peer() instanceof Peer.DnsName name && RESOLVERS.contains(name.name())) {
            return Optional.of(
                    name.name() + " is a public resolver for DNS over HTTPS: nobody can see which names are asked for");
        }
        return RESOLVERS.contains(address)
                ? Optional.of(address
                        + " is a public resolver, which on port 443 answers DNS over HTTPS: nobody can see which"
                        + " names are asked for")
                : Optional.empty();
    }
}
