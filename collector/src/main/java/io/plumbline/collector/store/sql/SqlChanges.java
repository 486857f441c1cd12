// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sql;

import io.plumbline.collector.store.AgentRow;
import io.plumbline.collector.store.AuditRow;
import io.plumbline.collector.store.Change;
import io.plumbline.collector.store.ChangeBatch;
import io.plumbline.collector.store.DecisionRow;
import io.plumbline.collector.store.SandboxRow;
import io.plumbline.v1.Decision;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.SandboxInterval;
import java.sql.SQLException;

/** Writes a batch as SQL, within the transaction that the caller has begun. */
public final class SqlChanges {
    private final SqlSession session;
    private final SqlBaselineChanges baselines;

    public SqlChanges(SqlSession session) {
        this.session = session;
        this.baselines = new SqlBaselineChanges(session);
    }

    public void write(ChangeBatch batch) throws SQLException {
        for (Change change : batch.changes()) {
            switch (change) {
                case Change.AgentSaved saved -> agent(saved.agent());
                case Change.SandboxSaved saved -> sandbox(saved.sandbox());
                case Change.SandboxesForgotten forgotten ->
                    session.update("DELETE FROM sandboxes WHERE ended_at < ?", forgotten.endedBeforeNanos());
                case Change.IncidentSaved saved -> incident(saved.incident());
                case Change.DecisionSaved saved -> decision(saved.decision());
                case Change.ValueSaved saved ->
                    session.write(SqlInsert.into("own_values")
                            .key("name", saved.name())
                            .set("content", saved.value()));
                case Change.Audited audited -> audit(audited.row());
                case Change.BaselineChanged changed -> baselines.write(changed.changes());
            }
        }
    }

    private void agent(AgentRow agent) throws SQLException {
        session.write(SqlInsert.into("agents")
                .key("node", agent.node())
                .key("epoch", agent.epoch())
                .set("instance", agent.instance())
                .set("version", agent.version())
                .set("boot_id", agent.bootId())
                .set("kernel", agent.kernel())
                .set("clock_skew", agent.clockSkewNanos())
                .set("acked_sequence", agent.ackedSequence())
                .set("last_seen", agent.lastSeenNanos())
                .set("interest", agent.subscription()));
    }

    private void sandbox(SandboxRow sandbox) throws SQLException {
        SandboxInterval interval = sandbox.interval();
        session.write(SqlInsert.into("sandboxes")
                .key("node", sandbox.node())
                .key("sandbox_id", interval.getSandboxId())
                .key("ip", interval.getIp())
                .set("ended_at", interval.hasToUnixNanos() ? interval.getToUnixNanos() : null)
                .set("body", interval));
    }

    private void incident(IncidentRecord stored) throws SQLException {
        Incident incident = stored.getIncident();
        long revision = Integer.toUnsignedLong(incident.getRevision());
        session.write(SqlInsert.into("incident_revisions")
                .key("incident_id", incident.getIncidentId())
                .key("revision", revision)
                .fixed("stored_at", stored.getUpdatedAtUnixNanos())
                .fixed("body", incident));
        session.write(SqlInsert.into("incidents")
                .key("incident_id", incident.getIncidentId())
                .set("revision", revision)
                .set("fingerprint", incident.getFingerprint())
                .set("namespace", incident.getBaseline().getWorkload().getNamespace())
                .set("workload", incident.getBaseline().getWorkload().getName())
                .set("severity", incident.getSeverityValue())
                .set("status", stored.getStatusValue())
                .fixed("received_at", stored.getReceivedAtUnixNanos())
                .set("updated_at", stored.getUpdatedAtUnixNanos())
                .set("decision", stored.hasDecision() ? stored.getDecision() : null));
    }

    private void decision(DecisionRow row) throws SQLException {
        Decision decision = row.decision();
        session.write(SqlInsert.into("decisions")
                .key("decision_id", decision.getDecisionId())
                .fixed("incident_id", decision.getIncidentId())
                .fixed("fingerprint", row.fingerprint())
                .fixed("scope", decision.getScopeValue())
                .fixed("decided_at", decision.getDecidedAtUnixNanos())
                .fixed("expires_at", decision.hasExpiresAtUnixNanos() ? decision.getExpiresAtUnixNanos() : null)
                .set("undone_by", row.undoneBy())
                .fixed("body", decision));
        for (String key : row.deviationKeys()) {
            session.write(SqlInsert.into("decision_deviations")
                    .key("decision_id", decision.getDecisionId())
                    .key("deviation_key", key));
        }
        for (DecisionRow.Effect effect : row.effects()) {
            session.write(SqlInsert.into("decision_effects")
                    .key("decision_id", decision.getDecisionId())
                    .key("baseline_id", effect.baselineId())
                    .key("entry_id", effect.entryId())
                    .fixed("previous", effect.previous()));
        }
    }

    private void audit(AuditRow row) throws SQLException {
        session.write(SqlInsert.into("audit")
                .fixed("at", row.atNanos())
                .fixed("actor", row.actor())
                .fixed("action", row.action())
                .fixed("subject", row.subject())
                .fixed("detail", row.detail()));
    }
}
