// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeersTest {
    private static final Workload REDIS = new Workload("c", "shop", "Deployment", "redis");

    private final LocalPods pods = new LocalPods();
    private final Map<String, Peer> cluster = new HashMap<>();
    private final Deque<Runnable> blocking = new ArrayDeque<>();
    private final List<Optional<Peer>> answers = new ArrayList<>();
    private boolean reachable = true;
    private final Peers peers = new Peers(
            pods,
            this::answer,
            blocking::add,
            (questions, answer) -> this.peers().onAnswer(questions, answer));

    private Peers peers() {
        return peers;
    }

    private Optional<Map<PeerQuestion, Peer>> answer(List<PeerQuestion> questions) {
        Map<PeerQuestion, Peer> found = new HashMap<>();
        for (PeerQuestion question : questions) {
            Peer peer = cluster.get(question.address());
            if (peer != null) {
                found.put(question, peer);
            }
        }
        return reachable ? Optional.of(found) : Optional.empty();
    }

    @Test
    void knowsItselfItsNodeAndItsNeighboursWithoutAsking() throws Exception {
        pods.started("10.0.0.9", new LocalPods.Tenancy("s", REDIS, 0, Long.MAX_VALUE));
        peers.nodeAddresses(Set.of(InetAddress.getByName("10.0.0.1")));

        resolve("127.0.0.1");
        resolve("10.0.0.5");
        resolve("10.0.0.9");
        resolve("10.0.0.1");

        assertThat(answers)
                .containsExactly(
                        Optional.of(new Peer.Loopback()),
                        Optional.of(new Peer.Loopback()),
                        Optional.of(new Peer.WorkloadPeer(REDIS)),
                        Optional.of(new Peer.Node()));
        assertThat(peers.pending()).isZero();
    }

    @Test
    void anIpv6AddressIsTheSameHoweverItIsWritten() throws Exception {
        pods.started("fd00::5:9", new LocalPods.Tenancy("s", REDIS, 0, Long.MAX_VALUE));

        resolve("fd00:0:0:0:0:0:5:9");

        assertThat(answers).containsExactly(Optional.of(new Peer.WorkloadPeer(REDIS)));
    }

    @Test
    void asksTheClusterForTheRest() throws Exception {
        cluster.put("10.1.0.7", new Peer.WorkloadPeer(REDIS));

        resolve("10.1.0.7");
        turn();

        assertThat(answers).containsExactly(Optional.of(new Peer.WorkloadPeer(REDIS)));
    }

    @Test
    void aLateAnswerStillCounts() throws Exception {
        resolve("10.1.0.7");
        turn();
        assertThat(answers).isEmpty();

        cluster.put("10.1.0.7", new Peer.WorkloadPeer(REDIS));
        turn();

        assertThat(answers).containsExactly(Optional.of(new Peer.WorkloadPeer(REDIS)));
    }

    @Test
    void whatNobodyKnowsIsCountedNotNamed() throws Exception {
        resolve("192.0.2.1");
        for (int i = 0; i < 30; i++) {
            turn();
        }

        assertThat(answers).containsExactly(Optional.empty());
        assertThat(peers.unresolved()).isOne();
    }

    @Test
    void waitsWhileTheClusterCanNotBeReached() throws Exception {
        reachable = false;
        resolve("10.1.0.7");
        for (int i = 0; i < 20; i++) {
            turn();
        }
        assertThat(answers).isEmpty();

        reachable = true;
        cluster.put("10.1.0.7", new Peer.WorkloadPeer(REDIS));
        turn();

        assertThat(answers).containsExactly(Optional.of(new Peer.WorkloadPeer(REDIS)));
    }

    private void turn() {
        peers.ask();
        while (!blocking.isEmpty()) {
            blocking.poll().run();
        }
    }

    private void resolve(String address) throws Exception {
        peers.resolve(InetAddress.getByName(address), 1_000_000_000L, List.of("10.0.0.5"), answers::add);
    }
}
