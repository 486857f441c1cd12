// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.dns.DnsMessage;
import io.plumbline.agent.dns.DnsReader;
import io.plumbline.agent.dns.NameBook;
import io.plumbline.agent.dns.NameBooks;
import io.plumbline.agent.dns.ResolverConfig;
import io.plumbline.agent.peer.PeerDirectory;
import io.plumbline.agent.peer.PeerQuestion;
import io.plumbline.agent.testing.DnsBytes;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that balances loads in the socket: the pod asks 10.96.0.10 and is answered by a pod behind it. */
class ResolverPodsTest {
    private static final InetAddress BEHIND = InetAddress.ofLiteral("10.1.0.53");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("10.1.0.66");
    private static final Workload DNS = new Workload("c", "kube-system", "Deployment", "coredns");
    private static final Workload EVIL = new Workload("c", "shop", "Deployment", "evil");
    private static final long SECOND = 1_000_000_000L;

    private final NameBook book = new NameBooks().of("pod");
    private final Deque<Runnable> blocking = new ArrayDeque<>();
    private final ResolverPods pods = new ResolverPods(ResolverPodsTest::resolve, blocking::add, Runnable::run);
    private int asked;
    private long now = 100 * SECOND;

    private static Optional<PeerDirectory.Answers> resolve(List<PeerQuestion> questions) {
        Map<PeerQuestion, Peer> peers = new HashMap<>();
        Map<PeerQuestion, Workload> behind = new HashMap<>();
        for (PeerQuestion question : questions) {
            switch (question.address()) {
                case "10.96.0.10" -> {
                    peers.put(question, new Peer.Service("kube-system", "kube-dns"));
                    behind.put(question, DNS);
                }
                case "10.1.0.53" -> peers.put(question, new Peer.WorkloadPeer(DNS));
                case "10.1.0.66" -> peers.put(question, new Peer.WorkloadPeer(EVIL));
                default -> {}
            }
        }
        return Optional.of(new PeerDirectory.Answers(peers, behind, true));
    }

    @BeforeEach
    void podAsksTheService() {
        book.configured(ResolverConfig.parse("nameserver 10.96.0.10"));
    }

    @Test
    void aPodBehindTheConfiguredServiceIsBelieved() {
        assertThat(answeredBy(BEHIND)).contains("api.example.org");
        assertThat(asked).isOne();
        assertThat(answeredBy(BEHIND)).contains("api.example.org");
        assertThat(asked).isOne();
    }

    @Test
    void anotherPodIsNot() {
        assertThat(answeredBy(STRANGER)).isEmpty();
        assertThat(answeredBy(STRANGER)).isEmpty();
        assertThat(asked).isOne();
    }

    @Test
    void anAddressOfTheInternetIsNotAskedAbout() {
        assertThat(answeredBy(InetAddress.ofLiteral("203.0.113.53"))).isEmpty();
        assertThat(asked).isZero();
    }

    @Test
    void whoWasBelievedIsAskedAboutAgainAfterAMinute() {
        assertThat(answeredBy(BEHIND)).isPresent();
        now += 61 * SECOND;
        assertThat(answeredBy(BEHIND)).isPresent();
        assertThat(asked).isEqualTo(2);
    }

    private Optional<String> answeredBy(InetAddress resolver) {
        book.asked(read(DnsBytes.question(1, "api.example.org", 1)), 40_000, Transport.UDP, now);
        DnsMessage answer =
                read(DnsBytes.answer(1, "api.example.org", 1).address("api.example.org", "198.51.100.7", 9));
        if (book.isFromStranger(answer, resolver, 53, 40_000, Transport.UDP, now)) {
            pods.find(book, resolver, now, now, () -> {});
            for (Runnable task = blocking.poll(); task != null; task = blocking.poll()) {
                asked++;
                task.run();
            }
        }
        return book.answered(answer, resolver, 53, 40_000, Transport.UDP, now);
    }

    private static DnsMessage read(DnsBytes message) {
        return DnsReader.read(message.bytes(), false).orElseThrow();
    }
}
