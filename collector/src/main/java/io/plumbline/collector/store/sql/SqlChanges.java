// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sql;

import io.plumbline.collector.store.AgentRow;
import io.plumbline.collector.store.AuditRow;
import io.plumbline.collector.store.Batch;
import io.plumbline.collector.store.Change;
import io.plumbline.collector.store.DecisionRow;
import io.plumbline.collector.store.SandboxRow;
import io.plumbline.v1.Decision;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.ProfileEntry;
import io.plumbline.v1.SandboxInterval;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Writes a batch as SQL, within the transaction that the caller has begun. */
public final class SqlChanges {
    private final SqlSession session;
    private final SqlBaselineChanges baselines;

    public SqlChanges(SqlSession session) {
        this.session = session;
        this.baselines = new SqlBaselineChanges(session);
    }

    public void write(Batch batch) throws SQLException {
        for (Change change : batch.changes()) {
            switch (change) {
                case Change.AgentSaved saved -> agent(saved.agent());
                case Change.SandboxSaved saved -> sandbox(saved.sandbox());
                case Change.SandboxesForgotten forgotten ->
                    session.update("DELETE FROM sandboxes WHERE ended_at < ?", forgotten.endedBeforeNanos());
                case Change.IncidentSaved saved -> incident(saved.incident());
                case Change.DecisionSaved saved -> decision(saved.decision());
                case Change.ValueSaved saved ->
                    session.update("""
                            INSERT INTO own_values (name, content) VALUES (?, ?)
                            ON CONFLICT (name) DO UPDATE SET content = excluded.content""", saved.name(), saved.value().toByteArray());
                case Change.Audited audited -> audit(audited.row());
                case Change.BaselineChanged changed -> baselines.write(changed.changes());
            }
        }
    }

    private void agent(AgentRow agent) throws SQLException {
        session.update(
                """
                INSERT INTO agents (node, epoch, instance, version, boot_id, kernel, clock_skew, acked_sequence, last_seen, interest)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (node, epoch) DO UPDATE SET instance = excluded.instance, version = excluded.version,
                  boot_id = excluded.boot_id, kernel = excluded.kernel, clock_skew = excluded.clock_skew,
                  acked_sequence = excluded.acked_sequence, last_seen = excluded.last_seen, interest = excluded.interest""",
                agent.node(),
                agent.epoch(),
                agent.instance(),
                agent.version(),
                agent.bootId(),
                agent.kernel(),
                agent.clockSkewNanos(),
                agent.ackedSequence(),
                agent.lastSeenNanos(),
                agent.interest().toByteArray());
    }

    private void sandbox(SandboxRow sandbox) throws SQLException {
        SandboxInterval interval = sandbox.interval();
        session.update(
                """
                INSERT INTO sandboxes (node, sandbox_id, ip, ended_at, body) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (node, sandbox_id, ip) DO UPDATE SET ended_at = excluded.ended_at, body = excluded.body""",
                sandbox.node(),
                interval.getSandboxId(),
                interval.getIp(),
                interval.hasToUnixNanos() ? interval.getToUnixNanos() : null,
                interval.toByteArray());
    }

    private void incident(IncidentRecord stored) throws SQLException {
        Incident incident = stored.getIncident();
        long revision = Integer.toUnsignedLong(incident.getRevision());
        session.update("""
                INSERT INTO incident_revisions (incident_id, revision, stored_at, body) VALUES (?, ?, ?, ?)
                ON CONFLICT (incident_id, revision) DO NOTHING""", incident.getIncidentId(), revision, stored.getUpdatedAtUnixNanos(), incident.toByteArray());
        session.update(
                """
                INSERT INTO incidents (incident_id, revision, fingerprint, namespace, workload, severity, status, received_at, updated_at, decision)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (incident_id) DO UPDATE SET revision = excluded.revision, fingerprint = excluded.fingerprint,
                  namespace = excluded.namespace, workload = excluded.workload, severity = excluded.severity,
                  status = excluded.status, updated_at = excluded.updated_at, decision = excluded.decision""",
                incident.getIncidentId(),
                revision,
                incident.getFingerprint(),
                incident.getBaseline().getWorkload().getNamespace(),
                incident.getBaseline().getWorkload().getName(),
                incident.getSeverityValue(),
                stored.getStatusValue(),
                stored.getReceivedAtUnixNanos(),
                stored.getUpdatedAtUnixNanos(),
                stored.hasDecision() ? stored.getDecision().toByteArray() : null);
    }

    private void decision(DecisionRow row) throws SQLException {
        Decision decision = row.decision();
        session.update(
                """
                INSERT INTO decisions (decision_id, incident_id, fingerprint, scope, decided_at, expires_at, undone_by, body)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (decision_id) DO UPDATE SET undone_by = excluded.undone_by""",
                decision.getDecisionId(),
                decision.getIncidentId(),
                row.fingerprint(),
                decision.getScopeValue(),
                decision.getDecidedAtUnixNanos(),
                decision.hasExpiresAtUnixNanos() ? decision.getExpiresAtUnixNanos() : null,
                row.undoneBy(),
                decision.toByteArray());
        for (String key : row.deviationKeys()) {
            session.update("""
                    INSERT INTO decision_deviations (decision_id, deviation_key) VALUES (?, ?)
                    ON CONFLICT (decision_id, deviation_key) DO NOTHING""", decision.getDecisionId(), key);
        }
        for (DecisionRow.Effect effect : row.effects()) {
            session.update(
                    """
                    INSERT INTO decision_effects (decision_id, baseline_id, entry_id, previous) VALUES (?, ?, ?, ?)
                    ON CONFLICT (decision_id, baseline_id, entry_id) DO NOTHING""", decision.getDecisionId(), effect.baselineId(), effect.entryId(), bytes(effect.previous()));
        }
    }

    private void audit(AuditRow row) throws SQLException {
        session.update(
                "INSERT INTO audit (at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)",
                row.atNanos(),
                row.actor(),
                row.action(),
                row.subject(),
                row.detail());
    }

    private static byte @Nullable [] bytes(@Nullable ProfileEntry entry) {
        return entry == null ? null : entry.toByteArray();
    }
}
