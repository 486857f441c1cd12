// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import org.junit.jupiter.api.Test;

class EncryptedDnsTest {
    private static boolean hides(Peer peer, int port, Transport transport, String address) {
        return EncryptedDns.because(new Outbound(peer, port, transport), address)
                .isPresent();
    }

    @Test
    void tellsThemByPortNameAndAddress() {
        assertThat(hides(new Peer.Cidr("203.0.113.1/32"), 853, Transport.TCP, "203.0.113.1"))
                .isTrue();
        assertThat(hides(new Peer.DnsName("dns.example.com"), 853, Transport.UDP, ""))
                .isTrue();
        assertThat(hides(new Peer.DnsName("mozilla.cloudflare-dns.com"), 443, Transport.TCP, ""))
                .isTrue();
        assertThat(hides(new Peer.Cidr("1.1.1.1/32"), 443, Transport.UDP, "1.1.1.1"))
                .isTrue();
        assertThat(hides(new Peer.Cidr("x"), 443, Transport.TCP, "2606:4700:4700:0:0:0:0:1111"))
                .isTrue();
    }

    @Test
    void othersAreOthers() {
        assertThat(hides(new Peer.DnsName("www.example.com"), 443, Transport.TCP, "203.0.113.1"))
                .isFalse();
        assertThat(hides(new Peer.DnsName("dns.google"), 80, Transport.TCP, "")).isFalse();
        assertThat(hides(new Peer.UnixSocket("/run/853"), 853, Transport.UNIX, ""))
                .isFalse();
    }
}
