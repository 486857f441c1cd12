// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

import static io.plumbline.collector.testing.Samples.T0;
import static io.plumbline.collector.testing.Samples.delta;
import static io.plumbline.collector.testing.Samples.deviation;
import static io.plumbline.collector.testing.Samples.execution;
import static io.plumbline.collector.testing.Samples.incident;
import static io.plumbline.collector.testing.Samples.key;
import static io.plumbline.collector.testing.Samples.listening;
import static io.plumbline.collector.testing.Samples.sandbox;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.plumbline.collector.testing.Samples;
import io.plumbline.profiles.learning.Baseline;
import io.plumbline.profiles.learning.Changes;
import io.plumbline.profiles.learning.QuietTimeRule;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.wire.DeltaCodec;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.v1.Decision;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.ProfileEntry;
import io.plumbline.v1.Scope;
import io.plumbline.v1.Severity;
import io.plumbline.v1.Verdict;
import io.plumbline.v1.WorkloadInterest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must hold. A store's own test extends this and says how to open it. */
public abstract class StoreContract {
    private static final IncidentFilter ALL = new IncidentFilter("", "", Set.of(), 0);

    private Store store;

    /** Opens the store of this test: empty at the first call, as it was left at each further one. */
    protected abstract Store open();

    @BeforeEach
    final void openFirst() {
        store = open();
    }

    @AfterEach
    final void closeLast() {
        store.close();
    }

    private void reopen() {
        store.close();
        store = open();
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(store.agents()).isEmpty();
        assertThat(store.sandboxes()).isEmpty();
        assertThat(store.baselines()).isEmpty();
        assertThat(store.incidents(ALL, null, 10)).isEmpty();
        assertThat(store.incident("x")).isEmpty();
        assertThat(store.decision("x")).isEmpty();
        assertThat(store.value("x")).isEmpty();
        assertThat(store.audit(10)).isEmpty();
        assertThat(store.problem()).isEmpty();
    }

    @Test
    void keepsEveryColumnWithAValueAndWithout() {
        store.commit(new ChangeBatch()
                .add(new Change.AgentSaved(StoredRows.AGENT))
                .add(new Change.AgentSaved(StoredRows.EMPTY_AGENT))
                .add(new Change.SandboxSaved(StoredRows.ENDED))
                .add(new Change.SandboxSaved(StoredRows.LIVING))
                .add(new Change.IncidentSaved(StoredRows.DECIDED))
                .add(new Change.IncidentSaved(StoredRows.UNDECIDED))
                .add(new Change.DecisionSaved(StoredRows.UNDONE))
                .add(new Change.DecisionSaved(StoredRows.STANDING))
                .add(new Change.ValueSaved("value", ByteString.copyFromUtf8("content")))
                .add(new Change.ValueSaved("empty", ByteString.EMPTY))
                .add(new Change.Audited(StoredRows.AUDITED))
                .add(new Change.Audited(StoredRows.WITHOUT_DETAIL))
                .add(new Change.BaselineChanged(new Changes(StoredRows.BASELINE, List.of()))));
        reopen();

        assertThat(store.agents()).containsExactlyInAnyOrder(StoredRows.AGENT, StoredRows.EMPTY_AGENT);
        assertThat(store.sandboxes()).containsExactlyInAnyOrder(StoredRows.ENDED, StoredRows.LIVING);
        assertThat(store.incidents(ALL, null, 10)).containsExactly(StoredRows.UNDECIDED, StoredRows.DECIDED);
        assertThat(store.decision("d1")).contains(StoredRows.UNDONE);
        assertThat(store.decision("d2")).contains(StoredRows.STANDING);
        assertThat(store.value("value")).contains(ByteString.copyFromUtf8("content"));
        assertThat(store.value("empty")).contains(ByteString.EMPTY);
        assertThat(store.audit(10)).containsExactly(StoredRows.WITHOUT_DETAIL, StoredRows.AUDITED);
        assertThat(store.baselines()).containsExactlyInAnyOrderElementsOf(StoredRows.BASELINE);
    }

    @Test
    void keepsTheNewestFormOfAnAgentsEpoch() {
        var subscription =
                WorkloadInterest.newBuilder().addBaselines(key("web")).build();
        var first = new AgentRow("node-a", "e1", "i1", "0.1", "b", "6.1", -5, 7, T0, subscription);
        store.commit(new ChangeBatch().add(new Change.AgentSaved(first)));
        AgentRow later = first.withProgress(9, T0 + 1, subscription);
        store.commit(new ChangeBatch()
                .add(new Change.AgentSaved(later))
                .add(new Change.AgentSaved(
                        new AgentRow("node-a", "e2", "i2", "0.1", "b", "6.1", 0, 1, T0 + 2, subscription))));
        reopen();

        assertThat(store.agents()).hasSize(2).contains(later);
    }

    @Test
    void replacesASandboxWhenItEndsAndForgetsItLater() {
        var living = sandbox("s1", "10.0.0.1", "web", T0);
        store.commit(new ChangeBatch().add(new Change.SandboxSaved(new SandboxRow("node-a", living))));
        var ended = new SandboxRow(
                "node-a", living.toBuilder().setToUnixNanos(T0 + 10).build());
        var other = new SandboxRow("node-a", sandbox("s2", "10.0.0.2", "web", T0));
        store.commit(new ChangeBatch().add(new Change.SandboxSaved(ended)).add(new Change.SandboxSaved(other)));
        assertThat(store.sandboxes()).containsExactlyInAnyOrder(ended, other);

        store.commit(new ChangeBatch().add(new Change.SandboxesForgotten(T0 + 11)));
        assertThat(store.sandboxes()).containsExactly(other);
    }

    @Test
    void keepsAllRevisionsAndShowsTheNewest() {
        save(record("incident-1", 1, T0));
        save(record("incident-1", 2, T0 + 5));
        save(record("incident-1", 2, T0 + 5));
        reopen();

        assertThat(store.revisions("incident-1")).containsExactly(1, 2);
        IncidentRecord stored = store.incident("incident-1").orElseThrow();
        assertThat(stored.getIncident().getRevision()).isEqualTo(2);
        assertThat(stored.getReceivedAtUnixNanos()).isEqualTo(T0);
        assertThat(stored.getUpdatedAtUnixNanos()).isEqualTo(T0 + 5);
        assertThat(stored.hasDecision()).isFalse();
    }

    @Test
    void keepsStatusAndDecisionOfAnIncident() {
        IncidentRecord decided = record("incident-1", 1, T0).toBuilder()
                .setStatus(IncidentStatus.INCIDENT_STATUS_ACCEPTED)
                .setDecision(Decision.newBuilder().setDecisionId("d1").setActor("ann"))
                .build();
        save(record("incident-1", 1, T0));
        save(decided);

        assertThat(store.incident("incident-1")).contains(decided);
    }

    @Test
    void pagesThroughIncidentsNewestFirstWithoutGapOrRepetition() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            // Several of the same moment: the id decides.
            save(record("incident-%02d".formatted(i), 1, T0 + i / 3));
            expected.addFirst("incident-%02d".formatted(i));
        }
        List<String> seen = new ArrayList<>();
        IncidentCursor cursor = null;
        List<IncidentRecord> page;
        do {
            page = store.incidents(ALL, cursor, 4);
            for (IncidentRecord record : page) {
                seen.add(record.getIncident().getIncidentId());
                cursor = new IncidentCursor(
                        record.getUpdatedAtUnixNanos(), record.getIncident().getIncidentId());
            }
        } while (!page.isEmpty());

        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void filtersIncidents() {
        save(record("incident-1", 1, T0));
        save(record("incident-2", 1, T0).toBuilder()
                .setStatus(IncidentStatus.INCIDENT_STATUS_REJECTED)
                .build());
        save(IncidentRecord.newBuilder()
                .setIncident(incident("incident-3", 1, "db", deviation("k", listening(1))).toBuilder()
                        .setSeverity(Severity.SEVERITY_LOW))
                .setStatus(IncidentStatus.INCIDENT_STATUS_OPEN)
                .setUpdatedAtUnixNanos(T0)
                .build());

        assertThat(ids(new IncidentFilter("", "db", Set.of(), 0))).containsExactly("incident-3");
        assertThat(ids(new IncidentFilter("other", "", Set.of(), 0))).isEmpty();
        assertThat(ids(new IncidentFilter("shop", "", Set.of(IncidentStatus.INCIDENT_STATUS_OPEN), 0)))
                .containsExactly("incident-3", "incident-1");
        assertThat(ids(new IncidentFilter("", "", Set.of(), Severity.SEVERITY_HIGH_VALUE)))
                .containsExactly("incident-2", "incident-1");
        assertThat(ids(new IncidentFilter(
                        "",
                        "",
                        Set.of(IncidentStatus.INCIDENT_STATUS_REJECTED, IncidentStatus.INCIDENT_STATUS_EXPIRED),
                        0)))
                .containsExactly("incident-2");
    }

    @Test
    void findsIncidentsByPrefixAndFingerprint() {
        save(record("incident-1a", 1, T0));
        save(record("incident-1b", 1, T0 + 1));
        save(record("incident-2", 1, T0 + 2));

        assertThat(store.incidentsByPrefix("incident-1", 5)).hasSize(2);
        assertThat(store.incidentsByPrefix("incident-%", 5)).isEmpty();
        assertThat(store.incidentsByPrefix("incident-", 2)).hasSize(2);
        String fingerprint = record("x", 1, T0).getIncident().getFingerprint();
        assertThat(store.incidentsByFingerprint(fingerprint, 2))
                .extracting(record -> record.getIncident().getIncidentId())
                .containsExactly("incident-2", "incident-1b");
        assertThat(store.incident("incident-2").orElseThrow().getGroupSize()).isEqualTo(2);
    }

    @Test
    void keepsDecisionsWithWhatTheyChanged() {
        var previous = ProfileEntry.newBuilder().setId("e2").build();
        var row = new DecisionRow(
                decision("d1", Scope.SCOPE_CONTAINER, T0),
                "fp",
                List.of("k1", "k2"),
                List.of(new DecisionRow.Effect("b", "e1", null), new DecisionRow.Effect("b", "e2", previous)),
                null);
        store.commit(new ChangeBatch().add(new Change.DecisionSaved(row)));
        store.commit(new ChangeBatch().add(new Change.DecisionSaved(row.undone("d2"))));
        reopen();

        assertThat(store.decision("d1")).contains(row.undone("d2"));
        assertThat(store.decisions("incident-1", "none")).containsExactly(row.undone("d2"));
        assertThat(store.decisions("none", "fp")).hasSize(1);
        assertThat(store.decisions("none", "")).isEmpty();
    }

    @Test
    void whatADecisionReplacedHasNoEndIn1970() {
        var never = ProfileEntry.newBuilder().setId("e1").setDecidedBy("ann").build();
        var effect = new DecisionRow.Effect(
                "b", "e1", never.toBuilder().setExpiresAtUnixNanos(0).build());
        var row = new DecisionRow(decision("d1", Scope.SCOPE_CONTAINER, T0), "", List.of(), List.of(effect), null);
        store.commit(new ChangeBatch().add(new Change.DecisionSaved(row)));

        assertThat(store.decision("d1").orElseThrow().effects())
                .containsExactly(new DecisionRow.Effect("b", "e1", never));
    }

    @Test
    void wideDecisionsAreThoseThatStandAndReachFurther() {
        var narrow = new DecisionRow(decision("d1", Scope.SCOPE_CONTAINER, T0), "", List.of(), List.of(), null);
        var wide = new DecisionRow(decision("d2", Scope.SCOPE_NAMESPACE, T0 + 1), "", List.of(), List.of(), null);
        var undone = new DecisionRow(decision("d3", Scope.SCOPE_CLUSTER, T0 + 2), "", List.of(), List.of(), "d9");
        var over = new DecisionRow(
                decision("d4", Scope.SCOPE_WORKLOAD, T0 + 3).toBuilder()
                        .setExpiresAtUnixNanos(T0 + 5)
                        .build(),
                "",
                List.of(),
                List.of(),
                null);
        var batch = new ChangeBatch();
        List.of(narrow, wide, undone, over).forEach(row -> batch.add(new Change.DecisionSaved(row)));
        store.commit(batch);

        assertThat(store.wideDecisions(T0 + 10)).containsExactly(wide);
        assertThat(store.wideDecisions(T0 + 4)).containsExactly(wide, over);
    }

    @Test
    void restoresABaselineAsItWas() {
        var random = new Random(7);
        Baseline baseline = Baseline.create(WorkloadCodec.fromProto(key("web")), IdentitySource.API, T0);
        for (int i = 0; i < 300; i++) {
            baseline.merge(
                    DeltaCodec.fromProto(
                            delta(
                                    "web",
                                    Integer.toHexString(random.nextInt(64)),
                                    1 + random.nextInt(9),
                                    listening(1 + random.nextInt(3)),
                                    execution("/usr/bin/tool" + random.nextInt(20))),
                            "node-" + random.nextInt(3),
                            "epoch"),
                    T0 + i);
            if (i % 7 == 0) {
                store.commit(new ChangeBatch().add(new Change.BaselineChanged(baseline.drainChanges())));
            }
        }
        baseline.deny(BehaviorCodec.fromProto(listening(99)), "ann", "no", T0 + 100);
        baseline.accept(BehaviorCodec.fromProto(listening(97)), "ann", "for good", null);
        baseline.deny(BehaviorCodec.fromProto(listening(96)), "ann", "for good", null);
        var forgotten = baseline.accept(BehaviorCodec.fromProto(listening(98)), "ann", "", null);
        store.commit(new ChangeBatch().add(new Change.BaselineChanged(baseline.drainChanges())));
        baseline.forget(forgotten.id());
        store.commit(new ChangeBatch().add(new Change.BaselineChanged(baseline.drainChanges())));
        reopen();

        List<Baseline> restored = Baseline.restore(store.baselines());
        assertThat(restored).hasSize(1);
        assertThat(restored.getFirst().profile(QuietTimeRule.DEFAULT, T0 + 50))
                .isEqualTo(baseline.profile(QuietTimeRule.DEFAULT, T0 + 50));
        assertThat(Set.copyOf(restored.getFirst().rows())).isEqualTo(Set.copyOf(baseline.rows()));
        assertThat(Set.copyOf(store.baseline(baseline.key().id()))).isEqualTo(Set.copyOf(baseline.rows()));
        assertThat(store.baseline("other")).isEmpty();
    }

    @Test
    void keepsValuesAndTheAuditTrail() {
        store.commit(new ChangeBatch()
                .add(new Change.ValueSaved("v", ByteString.copyFromUtf8("1")))
                .add(new Change.ValueSaved("v", ByteString.copyFromUtf8("2")))
                .add(new Change.Audited(new AuditRow(T0, "ann", "accept", "incident x", "fine")))
                .add(new Change.Audited(new AuditRow(T0 + 1, "bob", "lock", "profile y", ""))));
        reopen();

        assertThat(store.value("v")).contains(ByteString.copyFromUtf8("2"));
        assertThat(store.audit(1)).containsExactly(new AuditRow(T0 + 1, "bob", "lock", "profile y", ""));
        assertThat(store.audit(5)).hasSize(2);
    }

    @Test
    @SuppressWarnings("NullAway") // what must not be null is what makes the second change fail
    void aBatchIsKeptAsAWholeOrNotAtAll() {
        var broken = new AgentRow("node-a", null, "", "", "", "", 0, 0, 0, WorkloadInterest.getDefaultInstance());
        assertThatThrownBy(() -> store.commit(new ChangeBatch()
                        .add(new Change.IncidentSaved(record("incident-1", 1, T0)))
                        .add(new Change.AgentSaved(broken))))
                .isInstanceOf(StoreException.class);
        assertThat(store.problem()).isPresent();
        assertThat(store.incident("incident-1")).isEmpty();

        save(record("incident-2", 1, T0));
        assertThat(store.problem()).isEmpty();
        assertThat(store.incident("incident-1")).isEmpty();
    }

    private void save(IncidentRecord record) {
        store.commit(new ChangeBatch().add(new Change.IncidentSaved(record)));
    }

    private List<String> ids(IncidentFilter filter) {
        return store.incidents(filter, null, 10).stream()
                .map(record -> record.getIncident().getIncidentId())
                .toList();
    }

    private static IncidentRecord record(String id, int revision, long at) {
        return IncidentRecord.newBuilder()
                .setIncident(incident(id, revision, "web", deviation("k1", execution("/bin/sh"))))
                .setStatus(IncidentStatus.INCIDENT_STATUS_OPEN)
                .setReceivedAtUnixNanos(revision == 1 ? at : Samples.T0)
                .setUpdatedAtUnixNanos(at)
                .build();
    }

    private static Decision decision(String id, Scope scope, long at) {
        return Decision.newBuilder()
                .setDecisionId(id)
                .setVerdict(Verdict.VERDICT_ACCEPT)
                .setIncidentId("incident-1")
                .setScope(scope)
                .setActor("ann")
                .setDecidedAtUnixNanos(at)
                .build();
    }
}
