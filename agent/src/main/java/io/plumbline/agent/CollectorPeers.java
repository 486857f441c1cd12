// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.agent.link.CollectorLink;
import io.plumbline.agent.peer.PeerDirectory;
import io.plumbline.agent.peer.PeerQuestion;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.wire.PeerCodec;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.PeerAnswer;
import io.plumbline.v1.ResolvePeersResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/** Asks the collector who had an address. */
final class CollectorPeers implements PeerDirectory {
    private final CollectorLink link;

    CollectorPeers(CollectorLink link) {
        this.link = link;
    }

    @Override
    public Optional<Answers> resolve(List<PeerQuestion> questions) {
        List<io.plumbline.v1.PeerQuestion> asked = questions.stream()
                .map(question -> io.plumbline.v1.PeerQuestion.newBuilder()
                        .setIp(question.address())
                        .setAtUnixNanos(question.atUnixNanos())
                        .setPort(question.port())
                        .setTransport(BehaviorCodec.toProto(question.transport()))
                        .build())
                .toList();
        try {
            return Optional.of(answers(questions, link.resolvePeers(asked).get()));
        } catch (ExecutionException unreachable) {
            return Optional.empty();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Answers answers(List<PeerQuestion> questions, ResolvePeersResponse response) {
        List<PeerAnswer> answers = response.getAnswersList();
        Map<PeerQuestion, Peer> peers = new HashMap<>();
        Map<PeerQuestion, Workload> behind = new HashMap<>();
        for (int i = 0; i < Math.min(questions.size(), answers.size()); i++) {
            PeerQuestion question = questions.get(i);
            if (answers.get(i).hasPeer()) {
                PeerCodec.fromProto(answers.get(i).getPeer()).ifPresent(peer -> peers.put(question, peer));
            }
            if (answers.get(i).hasBehind()) {
                behind.put(question, WorkloadCodec.fromProto(answers.get(i).getBehind()));
            }
        }
        return new Answers(peers, behind, response.getView().getProblem().isEmpty());
    }
}
