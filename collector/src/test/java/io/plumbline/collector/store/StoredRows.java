// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

import static io.plumbline.collector.testing.Samples.deviation;
import static io.plumbline.collector.testing.Samples.execution;
import static io.plumbline.collector.testing.Samples.incident;
import static io.plumbline.collector.testing.Samples.key;
import static io.plumbline.collector.testing.Samples.listening;
import static io.plumbline.collector.testing.Samples.sandbox;

import io.plumbline.profiles.learning.ContainerRun;
import io.plumbline.profiles.learning.Row;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.v1.Decision;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.ProfileEntry;
import io.plumbline.v1.Scope;
import io.plumbline.v1.Verdict;
import io.plumbline.v1.WorkloadInterest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of every table: with a value of its own in each column, and without all that may be missing. */
final class StoredRows {
    private static final BaselineKey KEY = WorkloadCodec.fromProto(key("web"));

    private StoredRows() {}

    static final AgentRow AGENT = new AgentRow(
            "node-a",
            "epoch",
            "instance",
            "0.2",
            "boot",
            "6.1",
            -101,
            102,
            103,
            WorkloadInterest.newBuilder().addBaselines(key("web")).build());

    /** What an agent says at first: texts may be empty, and nothing is missing. */
    static final AgentRow EMPTY_AGENT =
            new AgentRow("node-b", "", "", "", "", "", 0, 0, 0, WorkloadInterest.getDefaultInstance());

    static final SandboxRow ENDED = new SandboxRow(
            "node-a",
            sandbox("s1", "10.0.0.1", "web", 111).toBuilder()
                    .setToUnixNanos(112)
                    .build());
    static final SandboxRow LIVING = new SandboxRow("node-b", sandbox("s2", "10.0.0.2", "web", 113));

    static final IncidentRecord DECIDED = IncidentRecord.newBuilder()
            .setIncident(incident("incident-1", 3, "web", deviation("k1", execution("/bin/sh"))))
            .setStatus(IncidentStatus.INCIDENT_STATUS_REJECTED)
            .setReceivedAtUnixNanos(121)
            .setUpdatedAtUnixNanos(122)
            .setDecision(Decision.newBuilder().setDecisionId("d1").setActor("ann"))
            .build();
    static final IncidentRecord UNDECIDED = IncidentRecord.newBuilder()
            .setIncident(incident("incident-2", 1, "db", deviation("k2", listening(1))).toBuilder()
                    .setFingerprint(""))
            .setStatus(IncidentStatus.INCIDENT_STATUS_OPEN)
            .setReceivedAtUnixNanos(123)
            .setUpdatedAtUnixNanos(124)
            .build();

    static final DecisionRow UNDONE = new DecisionRow(
            decision("d1").setExpiresAtUnixNanos(132).build(),
            "fingerprint",
            List.of("k1", "k2"),
            List.of(new DecisionRow.Effect(
                    "b", "e1", ProfileEntry.newBuilder().setId("e1").build())),
            "d9");
    static final DecisionRow STANDING = new DecisionRow(
            decision("d2").build(), "", List.of(), List.of(new DecisionRow.Effect("b", "e2", null)), null);

    static final AuditRow AUDITED = new AuditRow(141, "ann", "accept", "incident x", "fine");
    static final AuditRow WITHOUT_DETAIL = new AuditRow(142, "bob", "lock", "profile y", "");

    /** One baseline with two of each kind of row, but its header. */
    static final List<Row> BASELINE = List.of(
            new Row.Header(
                    KEY,
                    IdentitySource.API,
                    Mode.FROZEN,
                    BaselineState.STABLE,
                    "quiet",
                    151,
                    152,
                    153,
                    154,
                    155,
                    156,
                    157,
                    List.of("r1", "r2"),
                    true,
                    158),
            entry("full", new Attribution("ann", "because", 160L), new Usage(164, 165, true), List.of("i1", "i2")),
            entry("for-good", new Attribution("bob", "", null), Usage.NONE, List.of()),
            entry("learned", null, Usage.NONE, List.of()),
            cell(run("c1", "sha256:1"), new Usage(174, 175, true), List.of("10.0.0.1", "10.0.0.2")),
            cell(run("c2", null), Usage.NONE, List.of()),
            new Row.Run(KEY.id(), run("c1", "sha256:1"), 181, 182, 183),
            new Row.Run(KEY.id(), run("c2", null), 0, 0, 0));

    private static Decision.Builder decision(String id) {
        return Decision.newBuilder()
                .setDecisionId(id)
                .setVerdict(Verdict.VERDICT_ACCEPT)
                .setIncidentId("incident-1")
                .setScope(Scope.SCOPE_NAMESPACE)
                .setActor("ann")
                .setDecidedAtUnixNanos(131);
    }

    private static Row.Entry entry(String id, @Nullable Attribution attribution, Usage usage, List<String> images) {
        boolean decided = attribution != null;
        return new Row.Entry(
                KEY.id(),
                id,
                BehaviorCodec.fromProto(execution("/bin/" + id)),
                decided ? EntryState.DENIED : EntryState.ACTIVE,
                decided ? EntrySource.ACCEPTED : EntrySource.LEARNED,
                attribution,
                161,
                162,
                163,
                usage,
                images);
    }

    private static Row.Cell cell(ContainerRun run, Usage usage, List<String> addresses) {
        return new Row.Cell(KEY.id(), "full", run, 171, 172, 173, usage, addresses);
    }

    private static ContainerRun run(String container, @Nullable String digest) {
        return new ContainerRun("node-a", "epoch", container, 191, "pod", digest, 192);
    }
}
