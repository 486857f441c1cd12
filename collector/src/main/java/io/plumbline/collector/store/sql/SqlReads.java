// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sql;

import com.google.protobuf.ByteString;
import io.plumbline.collector.store.AgentRow;
import io.plumbline.collector.store.AuditRow;
import io.plumbline.collector.store.DecisionRow;
import io.plumbline.collector.store.IncidentCursor;
import io.plumbline.collector.store.IncidentFilter;
import io.plumbline.collector.store.SandboxRow;
import io.plumbline.v1.Decision;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.ProfileEntry;
import io.plumbline.v1.SandboxInterval;
import io.plumbline.v1.Scope;
import io.plumbline.v1.WorkloadInterest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads of one session. */
public final class SqlReads {
    private static final String INCIDENTS = """
            SELECT r.body, i.status, i.received_at, i.updated_at, i.decision,
              (SELECT COUNT(*) FROM incidents g WHERE g.fingerprint = i.fingerprint AND i.fingerprint <> '') AS group_size
            FROM incidents i JOIN incident_revisions r ON r.incident_id = i.incident_id AND r.revision = i.revision
            """;
    private static final String NEWEST_FIRST = " ORDER BY i.updated_at DESC, i.incident_id DESC LIMIT ?";

    private final SqlSession session;

    public SqlReads(SqlSession session) {
        this.session = session;
    }

    public List<AgentRow> agents() throws SQLException {
        return session.query(
                "SELECT node, epoch, instance, version, boot_id, kernel, clock_skew, acked_sequence, last_seen, interest"
                        + " FROM agents ORDER BY node, last_seen",
                row -> new AgentRow(
                        row.text("node"),
                        row.text("epoch"),
                        row.text("instance"),
                        row.text("version"),
                        row.text("boot_id"),
                        row.text("kernel"),
                        row.number("clock_skew"),
                        row.number("acked_sequence"),
                        row.number("last_seen"),
                        row.message("interest", WorkloadInterest.parser())));
    }

    public List<SandboxRow> sandboxes() throws SQLException {
        return session.query(
                "SELECT node, body FROM sandboxes",
                row -> new SandboxRow(row.text("node"), row.message("body", SandboxInterval.parser())));
    }

    public List<IncidentRecord> incident(String incidentId) throws SQLException {
        return session.query(INCIDENTS + "WHERE i.incident_id = ?", SqlReads::incident, incidentId);
    }

    public List<IncidentRecord> incidentsByPrefix(String prefix, int limit) throws SQLException {
        // A range instead of LIKE: no escaping, and the index is used. '~' sorts after every character of an id.
        return session.query(
                INCIDENTS + "WHERE i.incident_id >= ? AND i.incident_id < ? ORDER BY i.incident_id LIMIT ?",
                SqlReads::incident,
                prefix,
                prefix + "~",
                limit);
    }

    public List<IncidentRecord> incidentsByFingerprint(String fingerprint, int limit) throws SQLException {
        return session.query(
                INCIDENTS + "WHERE i.fingerprint = ?" + NEWEST_FIRST, SqlReads::incident, fingerprint, limit);
    }

    public List<IncidentRecord> incidents(IncidentFilter filter, @Nullable IncidentCursor after, int limit)
            throws SQLException {
        var where = new StringBuilder("WHERE i.severity >= ?");
        var arguments = new ArrayList<Object>(List.of(filter.minimumSeverity()));
        if (!filter.namespace().isEmpty()) {
            where.append(" AND i.namespace = ?");
            arguments.add(filter.namespace());
        }
        if (!filter.workload().isEmpty()) {
            where.append(" AND i.workload = ?");
            arguments.add(filter.workload());
        }
        if (!filter.statuses().isEmpty()) {
            where.append(" AND i.status IN (");
            for (IncidentStatus status : filter.statuses()) {
                where.append(where.charAt(where.length() - 1) == '(' ? "?" : ", ?");
                arguments.add(status.getNumber());
            }
            where.append(')');
        }
        if (after != null) {
            where.append(" AND (i.updated_at < ? OR (i.updated_at = ? AND i.incident_id < ?))");
            arguments.addAll(List.of(after.updatedAtNanos(), after.updatedAtNanos(), after.incidentId()));
        }
        arguments.add(limit);
        return session.query(INCIDENTS + where + NEWEST_FIRST, SqlReads::incident, arguments.toArray());
    }

    public List<Integer> revisions(String incidentId) throws SQLException {
        return session.query(
                "SELECT revision FROM incident_revisions WHERE incident_id = ? ORDER BY revision",
                row -> (int) row.number("revision"),
                incidentId);
    }

    public List<DecisionRow> decision(String decisionId) throws SQLException {
        return withParts(session.query(
                "SELECT body, fingerprint, undone_by FROM decisions WHERE decision_id = ?",
                SqlReads::decision,
                decisionId));
    }

    public List<DecisionRow> decisions(String incidentId, String fingerprint) throws SQLException {
        return withParts(session.query(
                "SELECT body, fingerprint, undone_by FROM decisions"
                        + " WHERE incident_id = ? OR (fingerprint = ? AND fingerprint <> '') ORDER BY decided_at, decision_id",
                SqlReads::decision,
                incidentId,
                fingerprint));
    }

    public List<DecisionRow> wideDecisions(long nowNanos) throws SQLException {
        return withParts(session.query(
                "SELECT body, fingerprint, undone_by FROM decisions WHERE scope > ? AND undone_by IS NULL"
                        + " AND (expires_at IS NULL OR expires_at > ?) ORDER BY decided_at, decision_id",
                SqlReads::decision,
                Scope.SCOPE_CONTAINER_VALUE,
                nowNanos));
    }

    public List<ByteString> value(String name) throws SQLException {
        return session.query(
                "SELECT content FROM own_values WHERE name = ?",
                row -> ByteString.copyFrom(row.bytes("content")),
                name);
    }

    public List<AuditRow> audit(int limit) throws SQLException {
        return session.query(
                "SELECT at, actor, action, subject, detail FROM audit ORDER BY at DESC LIMIT ?",
                row -> new AuditRow(
                        row.number("at"),
                        row.text("actor"),
                        row.text("action"),
                        row.text("subject"),
                        row.text("detail")),
                limit);
    }

    private List<DecisionRow> withParts(List<DecisionRow> bare) throws SQLException {
        var whole = new ArrayList<DecisionRow>(bare.size());
        for (DecisionRow row : bare) {
            String id = row.decision().getDecisionId();
            List<String> keys = session.query(
                    "SELECT deviation_key FROM decision_deviations WHERE decision_id = ? ORDER BY deviation_key",
                    part -> part.text("deviation_key"),
                    id);
            List<DecisionRow.Effect> effects = session.query(
                    "SELECT baseline_id, entry_id, previous FROM decision_effects WHERE decision_id = ?"
                            + " ORDER BY baseline_id, entry_id",
                    part -> new DecisionRow.Effect(
                            part.text("baseline_id"),
                            part.text("entry_id"),
                            healed(part.optionalMessage("previous", ProfileEntry.parser()))),
                    id);
            whole.add(new DecisionRow(row.decision(), row.fingerprint(), keys, effects, row.undoneBy()));
        }
        return whole;
    }

    /** An earlier version took what has no end for what ended in 1970, and kept it here so; undone, it would be void again. */
    private static @Nullable ProfileEntry healed(@Nullable ProfileEntry entry) {
        return entry != null && entry.hasExpiresAtUnixNanos() && entry.getExpiresAtUnixNanos() == 0
                ? entry.toBuilder().clearExpiresAtUnixNanos().build()
                : entry;
    }

    private static DecisionRow decision(SqlRow row) throws SQLException {
        return new DecisionRow(
                row.message("body", Decision.parser()),
                row.text("fingerprint"),
                List.of(),
                List.of(),
                row.optionalText("undone_by"));
    }

    private static IncidentRecord incident(SqlRow row) throws SQLException {
        var stored = IncidentRecord.newBuilder()
                .setIncident(row.message("body", Incident.parser()))
                .setStatusValue(row.integer("status"))
                .setReceivedAtUnixNanos(row.number("received_at"))
                .setUpdatedAtUnixNanos(row.number("updated_at"))
                .setGroupSize(Math.max(0, row.integer("group_size") - 1));
        Decision decision = row.optionalMessage("decision", Decision.parser());
        if (decision != null) {
            stored.setDecision(decision);
        }
        return stored.build();
    }
}
