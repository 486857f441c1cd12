// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import static io.plumbline.collector.testing.Samples.deviation;
import static io.plumbline.collector.testing.Samples.execution;
import static io.plumbline.collector.testing.Samples.incident;
import static io.plumbline.collector.testing.Samples.uuid;
import static io.plumbline.collector.testing.Samples.uuid7;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.plumbline.collector.testing.TestAgent;
import io.plumbline.collector.testing.TestCollector;
import io.plumbline.v1.AgentInfo;
import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.AgentStatus;
import io.plumbline.v1.GetIncidentRequest;
import io.plumbline.v1.Hello;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.ListAgentsRequest;
import io.plumbline.v1.ListIncidentsRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgentStreamTest {
    private TestCollector collector = TestCollector.start();
    private final String epoch = uuid();

    @BeforeEach
    void open() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void close() throws IOException {
        collector.close();
    }

    @Test
    void acknowledgesAfterTheIncidentCanBeRead() {
        String id = uuid();
        connect("node-a").send(shell(id, 1)).settled();

        IncidentRecord stored = get(id);
        assertThat(stored.getIncident().getNode()).isEqualTo("node-a");
        assertThat(stored.getIncident().getRevision()).isEqualTo(1);
        assertThat(stored.getReceivedAtUnixNanos()).isPositive();
    }

    @Test
    void ignoresRepeatedSequencesAndAcknowledgesThemAgain() {
        String id = uuid();
        TestAgent agent =
                connect("node-a").send(shell(id, 1)).send(shell(uuid(), 1)).settled();
        long acks = agent.acks();

        agent.at(0).send(shell(uuid(), 1));

        Awaitility.await().until(() -> agent.acks() > acks);
        assertThat(agent.acked()).isEqualTo(2);
        assertThat(list()).hasSize(2);
    }

    @Test
    void keepsNothingTwiceOverARestartOfTheCollector() {
        String id = uuid();
        connect("node-a").send(shell(id, 1)).send(shell(id, 2)).settled();
        collector.restart();

        TestAgent again = connect("node-a");
        assertThat(again.welcome().getAckedSequence()).isEqualTo(2);
        again.at(0).send(shell(id, 1)).send(shell(id, 2)).send(shell(id, 3)).settled();

        assertThat(list()).hasSize(1);
        assertThat(get(id).getIncident().getRevision()).isEqualTo(3);
    }

    @Test
    void newEpochStartsFromOne() {
        connect("node-a").send(shell(uuid(), 1)).settled().close();
        Awaitility.await().until(() -> !agents().getFirst().getConnected());

        TestAgent other = TestAgent.connect(collector.channel(), "node-a", uuid());

        assertThat(other.welcome().getAckedSequence()).isZero();
        other.send(shell(uuid(), 1)).settled();
        assertThat(list()).hasSize(2);
    }

    @Test
    void closesTheStreamOnAGapNamingWhatItExpected() {
        TestAgent agent = connect("node-a").send(shell(uuid(), 1)).settled();

        Status end = agent.at(4).send(shell(uuid(), 1)).awaitEnd();

        assertThat(end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(end.getDescription()).contains("sequence: 5").contains("expected: 2 after 1");
        assertThat(list()).hasSize(1);
    }

    @Test
    void newerInstanceOfTheSameEpochTakesOver() {
        TestAgent older = TestAgent.silent(collector.channel()).hello(hello("node-a", uuid7(1_000)));
        older.welcome();

        TestAgent newer = TestAgent.silent(collector.channel()).hello(hello("node-a", uuid7(2_000)));
        newer.welcome();

        Status end = older.awaitEnd();
        assertThat(end.getCode()).isEqualTo(Status.Code.ABORTED);
        assertThat(end.getDescription()).contains(uuid7(2_000)).contains("took over");
        assertThat(newer.isEnded()).isFalse();
    }

    @Test
    void olderInstanceDoesNotComeBack() {
        TestAgent newer = TestAgent.silent(collector.channel()).hello(hello("node-a", uuid7(2_000)));
        newer.welcome();

        Status end = TestAgent.silent(collector.channel())
                .hello(hello("node-a", uuid7(1_000)))
                .awaitEnd();

        assertThat(end.getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
        assertThat(newer.isEnded()).isFalse();
    }

    @Test
    void refusesAnotherEpochWhileTheFirstLives() {
        TestAgent first = connect("node-a");
        String other = uuid();

        Status end = TestAgent.silent(collector.channel())
                .hello(TestAgent.hello("node-a", other, uuid()))
                .awaitEnd();

        assertThat(end.getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
        assertThat(end.getDescription()).contains(other).contains(epoch).contains("node-a");
        assertThat(first.isEnded()).isFalse();
    }

    @Test
    void handOverReplacesTheOtherEpoch() {
        TestAgent first = connect("node-a");

        TestAgent second = TestAgent.silent(collector.channel())
                .hello(TestAgent.hello("node-a", uuid(), uuid()).toBuilder()
                        .setHandOver(true)
                        .build());

        second.welcome();
        assertThat(first.awaitEnd().getCode()).isEqualTo(Status.Code.ABORTED);
    }

    @ParameterizedTest
    @CsvSource({"'',EPOCH,node", "a b,EPOCH,node", "node-a,no-uuid,epoch", "node-a,'',epoch"})
    void refusesAWrongHelloNamingTheField(String node, String givenEpoch, String named) {
        String value = givenEpoch.equals("EPOCH") ? epoch : givenEpoch;

        Status end = TestAgent.silent(collector.channel())
                .hello(TestAgent.hello(node, value, uuid()))
                .awaitEnd();

        assertThat(end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(end.getDescription()).startsWith(named + ": ").contains("expected: ");
    }

    @Test
    void refusesAStreamThatDoesNotBeginWithHello() {
        Status end =
                TestAgent.silent(collector.channel()).send(shell(uuid(), 1)).awaitEnd();

        assertThat(end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(end.getDescription()).isEqualTo("first message: incident (expected: hello)");
    }

    @Test
    void refusesASecondHello() {
        Status end = connect("node-a").hello(hello("node-a", uuid())).awaitEnd();

        assertThat(end.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void passesOverAMessageThatIsWrongAndTakesTheNext() {
        String id = uuid();
        TestAgent agent = connect("node-a");
        agent.send(shell(uuid(), 1).toBuilder().setNode("node-b").build())
                .send(shell(uuid(), 1).toBuilder().clearBaseline().build())
                .send(shell("x", 1))
                .numbered(AgentMessage.newBuilder())
                .send(shell(id, 1))
                .settled();

        assertThat(list())
                .extracting(record -> record.getIncident().getIncidentId())
                .containsExactly(id);
    }

    @Test
    void anotherNodeCanNotChangeAnIncident() {
        String id = uuid();
        connect("node-a").send(shell(id, 1)).settled();

        TestAgent.connect(collector.channel(), "node-b", uuid())
                .send(shell(id, 2))
                .settled();

        assertThat(get(id).getIncident().getRevision()).isEqualTo(1);
    }

    @Test
    void anOlderRevisionDoesNotReplaceANewerOne() {
        String id = uuid();
        connect("node-a").send(shell(id, 3)).send(shell(id, 2)).settled();

        assertThat(get(id).getIncident().getRevision()).isEqualTo(3);
    }

    @Test
    void takesMoreMessagesThanTheWindowHolds() {
        TestAgent agent = connect("node-a");
        for (int i = 0; i < 20 * AgentConnection.WINDOW; i++) {
            agent.send(shell(uuid(), 1));
        }
        agent.settled();

        assertThat(agent.acked()).isEqualTo(20L * AgentConnection.WINDOW);
        assertThat(agent.acks()).isLessThanOrEqualTo(20L * AgentConnection.WINDOW);
    }

    @Test
    void showsAgentsWithWhatTheyLastSaid() {
        connect("node-b");
        TestAgent agent = connect("node-a");
        agent.raw(AgentMessage.newBuilder()
                .setStatus(AgentStatus.newBuilder().setSensor("netlink").setContainers(7))
                .build());

        Awaitility.await().until(() -> agents().getFirst().getContainers() == 7);
        assertThat(agents()).extracting(AgentInfo::getNode).containsExactly("node-a", "node-b");
        assertThat(agents().getFirst().getConnected()).isTrue();
        assertThat(agents().getFirst().getSensor()).isEqualTo("netlink");

        agent.close();
        Awaitility.await().until(() -> !agents().getFirst().getConnected());
    }

    @Test
    void tellsEveryAgentTheSameRedactionKeyAlsoAfterARestart() {
        var first = connect("node-a").welcome();
        collector.restart();
        var second = TestAgent.connect(collector.channel(), "node-b", uuid()).welcome();

        assertThat(first.getRedactionKey().size()).isEqualTo(32);
        assertThat(second.getRedactionKey()).isEqualTo(first.getRedactionKey());
        assertThat(first.getCluster()).isEqualTo("local");
    }

    private TestAgent connect(String node) {
        return TestAgent.connect(collector.channel(), node, epoch);
    }

    private Hello hello(String node, String instance) {
        return TestAgent.hello(node, epoch, instance);
    }

    private static Incident shell(String id, int revision) {
        return incident(id, revision, "web", deviation("d1", execution("/bin/sh", "-i")));
    }

    private IncidentRecord get(String id) {
        return collector
                .people()
                .getIncident(GetIncidentRequest.newBuilder().setIncidentId(id).build());
    }

    private List<IncidentRecord> list() {
        return collector
                .people()
                .listIncidents(
                        ListIncidentsRequest.newBuilder().setPageSize(500).build())
                .getIncidentsList();
    }

    private List<AgentInfo> agents() {
        return collector
                .people()
                .listAgents(ListAgentsRequest.getDefaultInstance())
                .getAgentsList();
    }
}
