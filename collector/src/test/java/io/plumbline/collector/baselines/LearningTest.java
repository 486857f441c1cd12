// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.baselines;

import static io.plumbline.collector.testing.Samples.delta;
import static io.plumbline.collector.testing.Samples.execution;
import static io.plumbline.collector.testing.Samples.key;
import static io.plumbline.collector.testing.Samples.listening;
import static io.plumbline.collector.testing.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.collector.store.Times;
import io.plumbline.collector.testing.TestAgent;
import io.plumbline.collector.testing.TestCollector;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.EntryState;
import io.plumbline.v1.GetProfileRequest;
import io.plumbline.v1.IdentitySource;
import io.plumbline.v1.LearnedDelta;
import io.plumbline.v1.Profile;
import io.plumbline.v1.ProfileEntry;
import io.plumbline.v1.WorkloadIdentity;
import io.plumbline.v1.WorkloadInterest;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LearningTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestCollector collector = TestCollector.start();

    @AfterEach
    void close() throws IOException {
        collector.close();
    }

    @Test
    void mergesWhatTwoNodesLearnedIntoOneBaseline() {
        connect("node-a", uuid())
                .send(delta("web", "a", 5, listening(80), execution("/usr/bin/server")))
                .settled();
        connect("node-b", uuid()).send(delta("web", "b", 3, listening(80))).settled();

        Profile profile = profile(key("web"));
        assertThat(profile.getState()).isEqualTo(BaselineState.BASELINE_STATE_LEARNING);
        assertThat(profile.getEntriesList()).hasSize(2);
        ProfileEntry port = entry(profile, 80);
        assertThat(port.getCount()).isEqualTo(8);
        assertThat(port.getReplicas()).isEqualTo(2);
        assertThat(port.getNodes()).isEqualTo(2);
        assertThat(port.getState()).isEqualTo(EntryState.ENTRY_STATE_ACTIVE);
    }

    @Test
    void repeatedDeltasDoNotCountTwiceAlsoOverARestart() {
        String epoch = uuid();
        connect("node-a", epoch).send(delta("web", "a", 5, listening(80))).settled();
        collector.restart();
        connect("node-a", epoch)
                .send(delta("web", "a", 5, listening(80)))
                .send(delta("web", "a", 4, listening(80)))
                .settled();

        assertThat(entry(profile(key("web")), 80).getCount()).isEqualTo(5);
    }

    @Test
    void putsEveryWorkloadIntoTheCollectorsOwnCluster() {
        LearnedDelta foreign = delta("web", "a", 1, listening(80)).toBuilder()
                .setKey(key("web").toBuilder()
                        .setWorkload(key("web").getWorkload().toBuilder().setCluster("elsewhere")))
                .build();
        connect("node-a", uuid()).send(foreign).settled();

        assertThat(profile(key("web")).getKey().getWorkload().getCluster()).isEqualTo("local");
    }

    @Test
    void identityByLabelsDoesNotAddToAConfirmedBaseline() {
        TestAgent agent = connect("node-a", uuid());
        agent.send(delta("web", "a", 1, listening(80))).settled();
        agent.send(byLabels(delta("web", "b", 1, listening(80), listening(81)))).settled();

        Profile profile = profile(key("web"));
        assertThat(profile.getEntriesList()).hasSize(1);
        assertThat(entry(profile, 80).getBehavior().getListening().getPort()).isEqualTo(80);
    }

    @Test
    void identityByLabelsAndByTheApiMeetInOneBaseline() {
        TestAgent agent = connect("node-a", uuid());
        agent.send(byLabels(delta("web", "a", 1, listening(80)))).settled();
        agent.send(delta("web", "b", 1, listening(81))).settled();

        assertThat(profile(key("web")).getEntriesList()).hasSize(2);
    }

    @Test
    void anotherOwnerOfTheSameNameKeepsTheBaseline() {
        TestAgent agent = connect("node-a", uuid());
        agent.send(delta("web", "a", 1, listening(80))).settled();
        LearnedDelta recreated = delta("web", "b", 1, listening(80), listening(81)).toBuilder()
                .setIdentity(WorkloadIdentity.newBuilder()
                        .setWorkload(key("web").getWorkload())
                        .setSource(IdentitySource.IDENTITY_SOURCE_API)
                        .setOwnerUid("another"))
                .build();
        agent.send(recreated).settled();

        assertThat(profile(key("web")).getEntriesList()).hasSize(2);
    }

    @Test
    void sendsProfilesOnSubscriptionAndOnEveryChange() {
        TestAgent reader =
                connect("node-b", uuid()).send(subscription(key("web"))).settled();
        await().atMost(PATIENCE).until(() -> reader.profiles().size() == 1);
        assertThat(reader.profiles().getFirst().getEntriesList()).isEmpty();

        TestAgent writer = connect("node-a", uuid());
        writer.send(delta("web", "a", 1, listening(80)))
                .send(delta("db", "d", 1, listening(5432)))
                .settled();
        await().atMost(PATIENCE).until(() -> reader.profiles().size() == 2);
        assertThat(reader.profiles().getLast().getEntriesList()).hasSize(1);
        assertThat(reader.profiles()).allMatch(profile -> profile.getKey().equals(key("web")));
        assertThat(writer.profiles()).isEmpty();
    }

    @Test
    void remembersTheSubscriptionOverARestart() {
        String epoch = uuid();
        connect("node-a", epoch)
                .send(subscription(key("web")))
                .send(delta("web", "a", 1, listening(80)))
                .settled();
        collector.restart();

        TestAgent again = connect("node-a", epoch);
        await().atMost(PATIENCE).until(() -> !again.profiles().isEmpty());
        assertThat(again.profiles().getFirst().getEntriesList()).hasSize(1);
    }

    @Test
    void sendsNothingForWorkloadsThatLeftTheNode() {
        TestAgent agent = connect("node-a", uuid())
                .send(subscription(key("web"), key("db")))
                .send(subscription(key("db")))
                .settled();
        await().atMost(PATIENCE).until(() -> agent.profiles().size() == 2);

        agent.send(delta("web", "a", 1, listening(80)))
                .send(delta("db", "d", 1, listening(5432)))
                .settled();
        await().atMost(PATIENCE).until(() -> agent.profiles().size() == 3);
        assertThat(agent.profiles().getLast().getKey()).isEqualTo(key("db"));
    }

    @Test
    void locksByTheRuleAndTellsTheAgents() throws IOException {
        collector.close();
        collector = TestCollector.start(TestCollector::lockingSoon);
        TestAgent agent = connect("node-a", uuid())
                .send(subscription(key("web")))
                .send(delta("web", "a", 2, listening(80)))
                .settled();

        await().atMost(PATIENCE)
                .until(() -> agent.profiles().stream()
                        .anyMatch(profile -> profile.getState() == BaselineState.BASELINE_STATE_STABLE));
        LearnedDelta late = delta("web", "a", 1, listening(4444));
        agent.send(late.toBuilder()
                        .setCounters(
                                0,
                                late.getCounters(0).toBuilder()
                                        .setFirstSeenUnixNanos(Times.nanos(InstantSource.system())))
                        .build())
                .settled();

        collector.restart();
        Profile profile = profile(key("web"));
        assertThat(profile.getState()).isEqualTo(BaselineState.BASELINE_STATE_STABLE);
        assertThat(profile.getProgress().getRule()).contains("quiet");
        assertThat(profile.getEntriesList()).hasSize(1);
    }

    @Test
    void waitsForTheProductionRuleAndSaysForWhat() {
        connect("node-a", uuid()).send(delta("web", "a", 2, listening(80))).settled();

        Profile profile = profile(key("web"));
        assertThat(profile.getProgress().getWaitingForList()).isNotEmpty();
        assertThat(profile.getProgress().getRule()).contains("24h").contains("6h");
    }

    private TestAgent connect(String node, String epoch) {
        return TestAgent.connect(collector.channel(), node, epoch);
    }

    private Profile profile(BaselineKey key) {
        return collector
                .people()
                .getProfile(GetProfileRequest.newBuilder().setKey(key).build());
    }

    private static WorkloadInterest subscription(BaselineKey... keys) {
        return WorkloadInterest.newBuilder().addAllBaselines(List.of(keys)).build();
    }

    private static LearnedDelta byLabels(LearnedDelta delta) {
        return delta.toBuilder()
                .setIdentity(delta.getIdentity().toBuilder().setSource(IdentitySource.IDENTITY_SOURCE_LABELS))
                .build();
    }

    private static ProfileEntry entry(Profile profile, int port) {
        return profile.getEntriesList().stream()
                .filter(entry -> entry.getBehavior().getListening().getPort() == port)
                .findFirst()
                .orElseThrow();
    }
}
