// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

import com.google.protobuf.ByteString;
import io.plumbline.profiles.learning.Row;
import io.plumbline.v1.IncidentRecord;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything the collector keeps. One thread commits; any thread may read, and sees whole commits only. All methods
 * throw {@link StoreException} when the store can not answer.
 */
public interface Store extends AutoCloseable {
    /** Makes all changes durable, or none: when this returns, they survive a power failure. */
    void commit(ChangeBatch batch);

    /** All known epochs of all agents, by node. */
    List<AgentRow> agents();

    /** All intervals that are kept. */
    List<SandboxRow> sandboxes();

    Optional<IncidentRecord> incident(String incidentId);

    /** Incidents whose id begins with the prefix; at most {@code limit}. */
    List<IncidentRecord> incidentsByPrefix(String prefix, int limit);

    /** Incidents of one fingerprint, newest update first; at most {@code limit}. */
    List<IncidentRecord> incidentsByFingerprint(String fingerprint, int limit);

    /** Incidents, newest update first, after the cursor; at most {@code limit}. */
    List<IncidentRecord> incidents(IncidentFilter filter, @Nullable IncidentCursor after, int limit);

    /** Revisions of an incident that are kept, oldest first. */
    List<Integer> revisions(String incidentId);

    Optional<DecisionRow> decision(String decisionId);

    /** Decisions on an incident or on others of its fingerprint, oldest first, with those that were taken back. */
    List<DecisionRow> decisions(String incidentId, String fingerprint);

    /** Decisions that reach beyond one container, stand, and have not expired; oldest first. */
    List<DecisionRow> wideDecisions(long nowNanos);

    /** The rows of all baselines. */
    List<Row> baselines();

    /** The rows of one baseline; empty when there is none. */
    List<Row> baseline(String baselineId);

    /** A value of the collector's own. */
    Optional<ByteString> value(String name);

    /** The newest rows of the audit trail, newest first; at most {@code limit}. */
    List<AuditRow> audit(int limit);

    /** The problem of the store now; empty when it can be read. */
    Optional<String> problem();

    @Override
    void close();
}
