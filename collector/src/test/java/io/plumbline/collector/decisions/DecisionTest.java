// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.decisions;

import static io.plumbline.collector.testing.Samples.delta;
import static io.plumbline.collector.testing.Samples.deviation;
import static io.plumbline.collector.testing.Samples.execution;
import static io.plumbline.collector.testing.Samples.incident;
import static io.plumbline.collector.testing.Samples.key;
import static io.plumbline.collector.testing.Samples.listening;
import static io.plumbline.collector.testing.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.plumbline.collector.testing.Samples;
import io.plumbline.collector.testing.TestAgent;
import io.plumbline.collector.testing.TestCollector;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.DecideRequest;
import io.plumbline.v1.DecideResponse;
import io.plumbline.v1.Decision;
import io.plumbline.v1.EntrySource;
import io.plumbline.v1.EntryState;
import io.plumbline.v1.GetIncidentRequest;
import io.plumbline.v1.GetProfileRequest;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.Profile;
import io.plumbline.v1.ProfileEntry;
import io.plumbline.v1.Scope;
import io.plumbline.v1.Verdict;
import io.plumbline.v1.WorkloadInterest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DecisionTest {
    private static final Behavior TOOL = execution("/usr/bin/report", "--daily");

    private final TestCollector collector = TestCollector.start();
    private final String id = uuid();
    private TestAgent agent = TestAgent.connect(collector.channel(), "node-a", uuid());

    @BeforeEach
    void drift() {
        agent.send(delta("web", "a", 1, listening(80)))
                .send(delta("db", "d", 1, listening(5432)))
                .send(incident(id, 1, "web", deviation("d1", TOOL), deviation("d2", listening(9000))))
                .settled();
    }

    @AfterEach
    void close() throws IOException {
        collector.close();
    }

    @Test
    void acceptingMakesTheBehavioursNormalAndTellsTheAgents() {
        agent.send(WorkloadInterest.newBuilder().addBaselines(key("web")).build())
                .settled();

        DecideResponse response = decide(accept());

        assertThat(response.getEntriesList()).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.getState()).isEqualTo(EntryState.ENTRY_STATE_ACTIVE);
            assertThat(entry.getSource()).isEqualTo(EntrySource.ENTRY_SOURCE_ACCEPTED);
            assertThat(entry.getDecidedBy()).isEqualTo("ann");
            assertThat(entry.getReason()).isEqualTo("known job");
        });
        assertThat(response.getIncident().getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_ACCEPTED);
        assertThat(response.getDecision().getDecisionId()).isNotEmpty();
        assertThat(record(id).getDecision()).isEqualTo(response.getDecision());
        assertThat(profile("web").getEntriesList()).hasSize(3);
        assertThat(profile("db").getEntriesList()).hasSize(1);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> agent.profiles().stream().anyMatch(profile -> profile.getEntriesCount() == 3));
    }

    @Test
    void rejectingDeniesTheBehaviours() {
        DecideResponse response =
                decide(accept().setVerdict(Verdict.VERDICT_REJECT).setReason("intruder"));

        assertThat(response.getIncident().getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_REJECTED);
        assertThat(profile("web").getEntriesList())
                .filteredOn(entry -> entry.getState() == EntryState.ENTRY_STATE_DENIED)
                .hasSize(2);
    }

    @Test
    void aDryRunTellsWhatWouldChangeAndChangesNothing() {
        Profile before = profile("web");
        DecideResponse response = decide(accept().setDryRun(true));

        assertThat(response.getEntriesList()).hasSize(2);
        assertThat(response.getIncident().getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_ACCEPTED);
        assertThat(response.getDecision().getDecisionId()).isEmpty();
        assertThat(record(id).getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_OPEN);
        assertThat(profile("web").getContentHash()).isEqualTo(before.getContentHash());
    }

    @Test
    void takesADecisionBack() {
        Profile before = profile("web");
        DecideResponse accepted = decide(accept());

        DecideResponse undone =
                decide(Decision.newBuilder().setUndoOf(accepted.getDecision().getDecisionId()));

        assertThat(undone.getEntriesList())
                .extracting(ProfileEntry::getId)
                .containsExactlyInAnyOrderElementsOf(accepted.getEntriesList().stream()
                        .map(ProfileEntry::getId)
                        .toList());
        assertThat(undone.getIncident().getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_OPEN);
        assertThat(undone.getIncident().hasDecision()).isFalse();
        Profile after = profile("web");
        assertThat(after.getContentHash()).isEqualTo(before.getContentHash());
        assertThat(after.getGeneration()).isGreaterThan(before.getGeneration());

        assertRefused(
                Decision.newBuilder().setUndoOf(accepted.getDecision().getDecisionId()),
                Status.Code.FAILED_PRECONDITION,
                "taken back");
        decide(accept());
        assertThat(record(id).getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_ACCEPTED);
    }

    @Test
    void aSecondDecisionIsRefusedNamingTheFirst() {
        String first = decide(accept()).getDecision().getDecisionId();

        assertRefused(
                accept().setVerdict(Verdict.VERDICT_REJECT), Status.Code.FAILED_PRECONDITION, "accepted by ann", first);
    }

    @Test
    void oneDeviationMayBeDecidedByItself() {
        decide(accept().setDeviationKey("d1"));
        assertThat(record(id).getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_OPEN);
        assertThat(profile("web").getEntriesList()).hasSize(2);

        decide(accept().setDeviationKey("d2").setVerdict(Verdict.VERDICT_REJECT));
        assertThat(record(id).getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_REJECTED);
        assertRefused(accept().setDeviationKey("none"), Status.Code.NOT_FOUND, "deviation_key: \"none\"");
    }

    @Test
    void aNewDeviationOpensTheIncidentAgain() {
        decide(accept());
        agent.send(incident(
                        id,
                        2,
                        "web",
                        deviation("d1", TOOL),
                        deviation("d2", listening(9000)),
                        deviation("d3", listening(9001))))
                .settled();

        assertThat(record(id).getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_OPEN);
        decide(accept());
        assertThat(record(id).getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_ACCEPTED);
    }

    @Test
    void theSameStoryOnOtherReplicasIsDecidedWithIt() {
        String replica = uuid();
        String later = uuid();
        agent.send(incident(replica, 1, "web", deviation("d1", TOOL), deviation("d2", listening(9000))))
                .settled();
        assertThat(record(id).getGroupSize()).isEqualTo(1);

        String decision = decide(accept()).getDecision().getDecisionId();
        assertThat(record(replica).getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_ACCEPTED);

        agent.send(incident(later, 1, "web", deviation("d1", TOOL), deviation("d2", listening(9000))))
                .settled();
        assertThat(record(later).getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_ACCEPTED);

        decide(Decision.newBuilder().setUndoOf(decision));
        assertThat(record(replica).getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_OPEN);
    }

    @Test
    void whatWasRejectedAndHappensAgainIsOpen() {
        decide(accept().setVerdict(Verdict.VERDICT_REJECT));
        String again = uuid();
        agent.send(incident(again, 1, "web", deviation("d1", TOOL), deviation("d2", listening(9000))))
                .settled();

        assertThat(record(again).getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_OPEN);
    }

    @Test
    void aDecisionForTheNamespaceReachesAllOfItAlsoWhatComesLater() {
        DecideResponse response = decide(accept().setScope(Scope.SCOPE_NAMESPACE));
        assertThat(response.getEntriesList()).hasSize(4);
        assertThat(profile("db").getEntriesList()).hasSize(3);

        agent.send(delta("late", "e", 1, listening(70))).settled();
        assertThat(profile("late").getEntriesList()).hasSize(3);

        decide(Decision.newBuilder().setUndoOf(response.getDecision().getDecisionId()));
        assertThat(profile("late").getEntriesList()).hasSize(1);
        assertThat(profile("db").getEntriesList()).hasSize(1);
    }

    @Test
    void aPatternIsKeptInsteadOfWhatWasSeen() {
        Behavior any = execution("/usr/bin/report");
        assertRefused(accept().setPattern(any), Status.Code.INVALID_ARGUMENT, "pattern: given for 2 deviations");

        DecideResponse response = decide(accept().setPattern(any).setDeviationKey("d1"));
        assertThat(response.getEntriesList())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getBehavior()).isEqualTo(any));
    }

    @Test
    void keepsTheExpiryOfADecision() {
        long end = Samples.T0 * 2;
        DecideResponse response = decide(accept().setExpiresAtUnixNanos(end));

        assertThat(response.getEntriesList())
                .allSatisfy(entry -> assertThat(entry.getExpiresAtUnixNanos()).isEqualTo(end));
    }

    @Test
    void refusesWhatCanNotBeDecided() {
        assertRefused(accept().clearVerdict(), Status.Code.INVALID_ARGUMENT, "verdict: 0", "accept or reject");
        assertRefused(accept().setActor(" "), Status.Code.INVALID_ARGUMENT, "actor: ");
        assertRefused(accept().setScopeValue(77), Status.Code.INVALID_ARGUMENT, "scope: 77");
        assertRefused(accept().setExpiresAtUnixNanos(1), Status.Code.INVALID_ARGUMENT, "expires_at: 1970");
        assertRefused(accept().setIncidentId("abc"), Status.Code.INVALID_ARGUMENT, "at least 8");
        assertRefused(accept().setIncidentId(uuid()), Status.Code.NOT_FOUND, "incident_id: ");
        assertRefused(Decision.newBuilder().setUndoOf("none"), Status.Code.NOT_FOUND, "undo_of: \"none\"");
    }

    private Decision.Builder accept() {
        return Decision.newBuilder()
                .setVerdict(Verdict.VERDICT_ACCEPT)
                .setIncidentId(id.substring(0, 13))
                .setScope(Scope.SCOPE_CONTAINER)
                .setActor("ann")
                .setReason("known job");
    }

    private DecideResponse decide(Decision.Builder decision) {
        if (decision.getActor().isEmpty()) {
            decision.setActor("ann");
        }
        return collector
                .people()
                .decide(DecideRequest.newBuilder().setDecision(decision).build());
    }

    private void assertRefused(Decision.Builder decision, Status.Code code, String... parts) {
        assertThatThrownBy(() -> decide(decision))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code))
                .message()
                .contains(List.of(parts));
    }

    private IncidentRecord record(String incident) {
        return collector
                .people()
                .getIncident(
                        GetIncidentRequest.newBuilder().setIncidentId(incident).build());
    }

    private Profile profile(String workload) {
        BaselineKey key = key(workload);
        return collector
                .people()
                .getProfile(GetProfileRequest.newBuilder().setKey(key).build());
    }
}
