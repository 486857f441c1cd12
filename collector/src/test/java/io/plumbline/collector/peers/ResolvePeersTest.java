// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.peers;

import static io.plumbline.collector.testing.Samples.sandbox;
import static io.plumbline.collector.testing.Samples.uuid;
import static io.plumbline.collector.testing.Samples.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.collector.store.Times;
import io.plumbline.collector.testing.TestAgent;
import io.plumbline.collector.testing.TestCollector;
import io.plumbline.v1.AgentServiceGrpc;
import io.plumbline.v1.PeerAnswer;
import io.plumbline.v1.PeerQuestion;
import io.plumbline.v1.ResolvePeersRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ResolvePeersTest {
    private final TestCollector collector = TestCollector.start();

    /** Of what was before that it has been told. */
    private final long now = Times.nanos(InstantSource.system()) - 10_000_000_000L;

    @AfterEach
    void close() throws IOException {
        collector.close();
    }

    @Test
    void answersFromWhatAgentsReportedInTheOrderOfTheQuestions() {
        TestAgent.connect(collector.channel(), "node-a", uuid())
                .send(sandbox("s1", "10.0.0.1", "web", now))
                .send(sandbox("s2", "fd00::0:1", "db", now))
                .send(sandbox("s3", "not an address", "db", now))
                .settled();

        assertAnswers();
        collector.restart();
        assertAnswers();
    }

    @Test
    void refusesTooManyQuestions() {
        var request = ResolvePeersRequest.newBuilder()
                .addAllQuestions(Collections.nCopies(257, PeerQuestion.getDefaultInstance()))
                .build();

        assertThatThrownBy(() ->
                        AgentServiceGrpc.newBlockingStub(collector.channel()).resolvePeers(request))
                .hasMessage("INVALID_ARGUMENT: questions: 257 (expected: at most 256)");
    }

    private void assertAnswers() {
        List<PeerAnswer> answers = AgentServiceGrpc.newBlockingStub(collector.channel())
                .resolvePeers(ResolvePeersRequest.newBuilder()
                        .addQuestions(question("fd00::1"))
                        .addQuestions(question("10.9.9.9"))
                        .addQuestions(question("10.0.0.1"))
                        .addQuestions(question("nonsense"))
                        .build())
                .getAnswersList();

        assertThat(answers).hasSize(4);
        assertThat(answers.get(0).getPeer().getWorkload()).isEqualTo(workload("db"));
        assertThat(answers.get(1)).isEqualTo(PeerAnswer.getDefaultInstance());
        assertThat(answers.get(2).getPeer().getWorkload()).isEqualTo(workload("web"));
        assertThat(answers.get(2).getPod().getName()).isEqualTo("web-s1");
        assertThat(answers.get(3).hasPeer()).isFalse();
    }

    private PeerQuestion question(String ip) {
        return PeerQuestion.newBuilder().setIp(ip).setAtUnixNanos(now).build();
    }
}
