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
        session.write(SqlInsert.into("baselines")
                .key("row_key", row.rowKey())
                .fixed("baseline_id", row.baselineId())
                .fixed("cluster", key.workload().cluster())
                .fixed("namespace", key.workload().namespace())
                .fixed("kind", key.workload().kind())
                .fixed("name", key.workload().name())
                .fixed("container_name", key.containerName())
                .fixed("container_type", key.containerType())
                .set("identity", row.identity())
                .set("mode", row.mode())
                .set("state", row.state())
                .set("state_reason", row.stateReason())
                .set("state_since", row.stateSince())
                .set("generation", row.generation())
                .set("learning_since", row.learningSince())
                .set("last_loss", row.lastLoss())
                .set("starts", row.starts())
                .set("dropped_described", row.droppedDescribed())
                .set("dropped_lost", row.droppedLost())
                .set("refused", row.refused())
                .set("refused_overflow", row.refusedOverflow())
                .set("first_start", row.firstStart()));
    }

    private void entry(Row.Entry row) throws SQLException {
        Attribution attribution = row.attribution();
        session.write(SqlInsert.into("baseline_entries")
                .key("row_key", row.rowKey())
                .fixed("baseline_id", row.baselineId())
                .fixed("entry_id", row.entryId())
                .set("behavior", BehaviorCodec.toProto(row.behavior()))
                .set("state", row.state())
                .set("source", row.source())
                .set("decided_by", attribution == null ? null : attribution.decidedBy())
                .set("reason", attribution == null ? null : attribution.reason())
                .set("expires_at", attribution == null ? null : attribution.expiresAt())
                .set("dropped_count", row.droppedCount())
                .set("dropped_first_seen", row.droppedFirstSeen())
                .set("dropped_last_seen", row.droppedLastSeen())
                .set("image_versions", row.imageVersions())
                .set("dropped_peak_bytes_sent", row.droppedUsage().peakBytesSent())
                .set("dropped_peak_connections", row.droppedUsage().peakConnections())
                .set("dropped_regular", row.droppedUsage().regular()));
    }

    private void cell(Row.Cell row) throws SQLException {
        ContainerRun run = row.run();
        session.write(SqlInsert.into("baseline_cells")
                .key("row_key", row.rowKey())
                .fixed("baseline_id", row.baselineId())
                .fixed("entry_id", row.entryId())
                .fixed("node", run.node())
                .fixed("epoch", run.epoch())
                .fixed("container_id", run.containerId())
                .fixed("attempt", run.attempt())
                .fixed("pod_uid", run.podUid())
                .fixed("image_digest", run.imageDigest())
                .fixed("started_at", run.startedAt())
                .set("seen_count", row.count())
                .set("first_seen", row.firstSeen())
                .set("last_seen", row.lastSeen())
                .set("peak_bytes_sent", row.usage().peakBytesSent())
                .set("peak_connections", row.usage().peakConnections())
                .set("regular", row.usage().regular())
                .set("addresses", row.addresses()));
    }

    private void run(Row.Run row) throws SQLException {
        ContainerRun run = row.run();
        session.write(SqlInsert.into("baseline_runs")
                .key("row_key", row.rowKey())
                .fixed("baseline_id", row.baselineId())
                .fixed("node", run.node())
                .fixed("epoch", run.epoch())
                .fixed("container_id", run.containerId())
                .fixed("attempt", run.attempt())
                .fixed("pod_uid", run.podUid())
                .set("image_digest", run.imageDigest())
                .set("started_at", run.startedAt())
                .set("described", row.described())
                .set("lost", row.lost())
                .set("last_merged", row.lastMerged()));
    }
}
