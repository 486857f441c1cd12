// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sql;

import io.plumbline.profiles.learning.Changes;
import io.plumbline.profiles.learning.ContainerRun;
import io.plumbline.profiles.learning.Row;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.workload.BaselineKey;
import java.sql.SQLException;

/** Writes the rows of baselines. */
final class SqlBaselineChanges {
    private final SqlSession session;

    SqlBaselineChanges(SqlSession session) {
        this.session = session;
    }

    void write(Changes changes) throws SQLException {
        for (String key : changes.deletes()) {
            session.update("DELETE FROM " + table(key) + " WHERE row_key = ?", key);
        }
        for (Row row : changes.puts()) {
            switch (row) {
                case Row.Header header -> header(header);
                case Row.Entry entry -> entry(entry);
                case Row.Cell cell -> cell(cell);
                case Row.Run run -> run(run);
            }
        }
    }

    private static String table(String rowKey) {
        String kind = rowKey.substring(rowKey.indexOf('#') + 1);
        if (kind.startsWith("entry/")) {
            return "baseline_entries";
        }
        if (kind.startsWith("cell/")) {
            return "baseline_cells";
        }
        return kind.startsWith("run/") ? "baseline_runs" : "baselines";
    }

    private void header(Row.Header row) throws SQLException {
        BaselineKey key = row.key();
        session.update(
                """
                INSERT INTO baselines (row_key, baseline_id, cluster, namespace, kind, name, container_name, container_type,
                  identity, mode, state, state_reason, state_since, generation, learning_since, last_loss, starts,
                  dropped_described, dropped_lost, refused, refused_overflow)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (row_key) DO UPDATE SET identity = excluded.identity, mode = excluded.mode,
                  state = excluded.state, state_reason = excluded.state_reason, state_since = excluded.state_since,
                  generation = excluded.generation, learning_since = excluded.learning_since,
                  last_loss = excluded.last_loss, starts = excluded.starts,
                  dropped_described = excluded.dropped_described, dropped_lost = excluded.dropped_lost,
                  refused = excluded.refused, refused_overflow = excluded.refused_overflow""",
                row.rowKey(),
                row.baselineId(),
                key.workload().cluster(),
                key.workload().namespace(),
                key.workload().kind(),
                key.workload().name(),
                key.containerName(),
                key.containerType().name(),
                row.identity().name(),
                row.mode().name(),
                row.state().name(),
                row.stateReason(),
                row.stateSince(),
                row.generation(),
                row.learningSince(),
                row.lastLoss(),
                row.starts(),
                row.droppedDescribed(),
                row.droppedLost(),
                String.join(",", row.refused()),
                row.refusedOverflow() ? 1 : 0);
    }

    private void entry(Row.Entry row) throws SQLException {
        Attribution attribution = row.attribution();
        session.update(
                """
                INSERT INTO baseline_entries (row_key, baseline_id, entry_id, behavior, state, source, decided_by, reason,
                  expires_at, dropped_count, dropped_first_seen, dropped_last_seen, image_versions,
                  dropped_peak_bytes_sent, dropped_peak_connections, dropped_regular)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (row_key) DO UPDATE SET behavior = excluded.behavior, state = excluded.state,
                  source = excluded.source, decided_by = excluded.decided_by, reason = excluded.reason,
                  expires_at = excluded.expires_at, dropped_count = excluded.dropped_count,
                  dropped_first_seen = excluded.dropped_first_seen, dropped_last_seen = excluded.dropped_last_seen,
                  image_versions = excluded.image_versions,
                  dropped_peak_bytes_sent = excluded.dropped_peak_bytes_sent,
                  dropped_peak_connections = excluded.dropped_peak_connections,
                  dropped_regular = excluded.dropped_regular""",
                row.rowKey(),
                row.baselineId(),
                row.entryId(),
                BehaviorCodec.toProto(row.behavior()).toByteArray(),
                row.state().name(),
                row.source().name(),
                attribution == null ? null : attribution.decidedBy(),
                attribution == null ? null : attribution.reason(),
                attribution == null ? null : attribution.expiresAt(),
                row.droppedCount(),
                row.droppedFirstSeen(),
                row.droppedLastSeen(),
                String.join(",", row.imageVersions()),
                row.droppedUsage().peakBytesSent(),
                row.droppedUsage().peakConnections(),
                row.droppedUsage().regular() ? 1 : 0);
    }

    private void cell(Row.Cell row) throws SQLException {
        ContainerRun run = row.run();
        session.update(
                """
                INSERT INTO baseline_cells (row_key, baseline_id, entry_id, node, epoch, container_id, attempt, pod_uid,
                  image_digest, started_at, seen_count, first_seen, last_seen, peak_bytes_sent, peak_connections, regular,
                  addresses)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (row_key) DO UPDATE SET seen_count = excluded.seen_count, first_seen = excluded.first_seen,
                  last_seen = excluded.last_seen, peak_bytes_sent = excluded.peak_bytes_sent,
                  peak_connections = excluded.peak_connections, regular = excluded.regular,
                  addresses = excluded.addresses""",
                row.rowKey(),
                row.baselineId(),
                row.entryId(),
                run.node(),
                run.epoch(),
                run.containerId(),
                run.attempt(),
                run.podUid(),
                run.imageDigest(),
                run.startedAt(),
                row.count(),
                row.firstSeen(),
                row.lastSeen(),
                row.usage().peakBytesSent(),
                row.usage().peakConnections(),
                row.usage().regular() ? 1 : 0,
                String.join(",", row.addresses()));
    }

    private void run(Row.Run row) throws SQLException {
        ContainerRun run = row.run();
        session.update(
                """
                INSERT INTO baseline_runs (row_key, baseline_id, node, epoch, container_id, attempt, pod_uid, image_digest,
                  started_at, described, lost, last_merged)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (row_key) DO UPDATE SET image_digest = excluded.image_digest,
                  started_at = excluded.started_at, described = excluded.described, lost = excluded.lost,
                  last_merged = excluded.last_merged""",
                row.rowKey(),
                row.baselineId(),
                run.node(),
                run.epoch(),
                run.containerId(),
                run.attempt(),
                run.podUid(),
                run.imageDigest(),
                run.startedAt(),
                row.described(),
                row.lost(),
                row.lastMerged());
    }
}
