// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import java.util.Optional;
import java.util.Set;

/**
 * Tells peers that answer questions for names where nobody on the way can read them: DNS over TLS and over QUIC by their port,
 * DNS over HTTPS by the names and addresses of the well-known public resolvers. Another server for DNS over HTTPS looks like any
 * other peer.
 */
public final class EncryptedDns {
    private static final int PORT = 853;
    private static final int HTTPS = 443;

    private static final Set<String> NAMES = Set.of(
            "dns.google",
            "dns64.dns.google",
            "cloudflare-dns.com",
            "mozilla.cloudflare-dns.com",
            "chrome.cloudflare-dns.com",
            "security.cloudflare-dns.com",
            "family.cloudflare-dns.com",
            "one.one.one.one",
            "1dot1dot1dot1.cloudflare-dns.com",
            "dns.quad9.net",
            "dns9.quad9.net",
            "dns10.quad9.net",
            "dns11.quad9.net",
            "doh.opendns.com",
            "doh.familyshield.opendns.com",
            "dns.opendns.com",
            "dns.adguard.com",
            "dns.adguard-dns.com",
            "unfiltered.adguard-dns.com",
            "family.adguard-dns.com",
            "doh.cleanbrowsing.org",
            "dns.nextdns.io",
            "freedns.controld.com",
            "dns.mullvad.net",
            "doh.dns.sb",
            "doh.libredns.gr",
            "dns.alidns.com",
            "doh.pub");

    private static final Set<String> ADDRESSES = Set.of(
            "8.8.8.8",
            "8.8.4.4",
            "1.1.1.1",
            "1.0.0.1",
            "1.1.1.2",
            "1.0.0.2",
            "1.1.1.3",
            "1.0.0.3",
            "9.9.9.9",
            "149.112.112.112",
            "9.9.9.10",
            "149.112.112.10",
            "208.67.222.222",
            "208.67.220.220",
            "94.140.14.14",
            "94.140.15.15",
            "185.228.168.9",
            "185.228.169.9",
            "2001:4860:4860:0:0:0:0:8888",
            "2001:4860:4860:0:0:0:0:8844",
            "2606:4700:4700:0:0:0:0:1111",
            "2606:4700:4700:0:0:0:0:1001",
            "2620:fe:0:0:0:0:0:fe",
            "2620:fe:0:0:0:0:0:9",
            "2620:119:35:0:0:0:0:35",
            "2620:119:53:0:0:0:0:53");

    private EncryptedDns() {}

    /**
     * Why a peer is one of these, one sentence; empty when it is not.
     *
     * @param address of the peer, as {@link java.net.InetAddress#getHostAddress} has it; empty when nobody knows it
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
        if (outbound.peer() instanceof Peer.DnsName name && NAMES.contains(name.name())) {
            return Optional.of(
                    name.name() + " is a public resolver for DNS over HTTPS: nobody can see which names are asked for");
        }
        return ADDRESSES.contains(address)
                ? Optional.of(address
                        + " is a public resolver, which on port 443 answers DNS over HTTPS: nobody can see which"
                        + " names are asked for")
                : Optional.empty();
    }
}
