// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sql;

import io.plumbline.profiles.learning.ContainerRun;
import io.plumbline.profiles.learning.Row;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.Behavior;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rows of baselines. */
public final class SqlBaselineReads {
    private static final String HEADERS = """
            SELECT cluster, namespace, kind, name, container_name, container_type, identity, mode, state, state_reason,
              state_since, generation, learning_since, last_loss, starts, dropped_described, dropped_lost, refused,
              refused_overflow, first_start FROM baselines""";
    private static final String ENTRIES = """
            SELECT baseline_id, entry_id, behavior, state, source, decided_by, reason, expires_at, dropped_count,
              dropped_first_seen, dropped_last_seen, image_versions, dropped_peak_bytes_sent, dropped_peak_connections,
              dropped_regular FROM baseline_entries""";
    private static final String CELLS = """
            SELECT node, epoch, container_id, attempt, pod_uid, image_digest, started_at, baseline_id, entry_id,
              seen_count, first_seen, last_seen, peak_bytes_sent, peak_connections, regular, addresses FROM baseline_cells""";
    private static final String RUNS = """
            SELECT node, epoch, container_id, attempt, pod_uid, image_digest, started_at, baseline_id, described, lost,
              last_merged FROM baseline_runs""";

    private final SqlSession session;

    public SqlBaselineReads(SqlSession session) {
        this.session = session;
    }

    public List<Row> all() throws SQLException {
        return rows("");
    }

    public List<Row> of(String baselineId) throws SQLException {
        return rows(" WHERE baseline_id = ?", baselineId);
    }

    private List<Row> rows(String where, Object... arguments) throws SQLException {
        var rows = new ArrayList<Row>();
        rows.addAll(session.query(HEADERS + where, SqlBaselineReads::header, arguments));
        rows.addAll(session.query(ENTRIES + where, SqlBaselineReads::entry, arguments));
        rows.addAll(session.query(CELLS + where, SqlBaselineReads::cell, arguments));
        rows.addAll(session.query(RUNS + where, SqlBaselineReads::run, arguments));
        return rows;
    }

    private static Row.Header header(SqlRow row) throws SQLException {
        var workload = new Workload(row.text("cluster"), row.text("namespace"), row.text("kind"), row.text("name"));
        return new Row.Header(
                new BaselineKey(
                        workload, row.text("container_name"), row.constant("container_type", ContainerType.class)),
                row.constant("identity", IdentitySource.class),
                row.constant("mode", Mode.class),
                row.constant("state", BaselineState.class),
                row.text("state_reason"),
                row.number("state_since"),
                row.number("generation"),
                row.number("learning_since"),
                row.number("last_loss"),
                row.number("starts"),
                row.number("dropped_described"),
                row.number("dropped_lost"),
                row.texts("refused"),
                row.flag("refused_overflow"),
                row.number("first_start"));
    }

    private static Row.Entry entry(SqlRow row) throws SQLException {
        return new Row.Entry(
                row.text("baseline_id"),
                row.text("entry_id"),
                BehaviorCodec.fromProto(row.message("behavior", Behavior.parser())),
                row.constant("state", EntryState.class),
                row.constant("source", EntrySource.class),
                attribution(row),
                row.number("dropped_count"),
                row.number("dropped_first_seen"),
                row.number("dropped_last_seen"),
                usage(row, "dropped_"),
                row.texts("image_versions"));
    }

    private static @Nullable Attribution attribution(SqlRow row) throws SQLException {
        String decidedBy = row.optionalText("decided_by");
        return decidedBy == null
                ? null
                : new Attribution(decidedBy, row.text("reason"), row.optionalNumber("expires_at"));
    }

    private static Row.Cell cell(SqlRow row) throws SQLException {
        return new Row.Cell(
                row.text("baseline_id"),
                row.text("entry_id"),
                containerRun(row),
                row.number("seen_count"),
                row.number("first_seen"),
                row.number("last_seen"),
                usage(row, ""),
                row.texts("addresses"));
    }

    private static Usage usage(SqlRow row, String prefix) throws SQLException {
        return new Usage(
                row.number(prefix + "peak_bytes_sent"),
                row.number(prefix + "peak_connections"),
                row.flag(prefix + "regular"));
    }

    private static Row.Run run(SqlRow row) throws SQLException {
        return new Row.Run(
                row.text("baseline_id"),
                containerRun(row),
                row.number("described"),
                row.number("lost"),
                row.number("last_merged"));
    }

    private static ContainerRun containerRun(SqlRow row) throws SQLException {
        return new ContainerRun(
                row.text("node"),
                row.text("epoch"),
                row.text("container_id"),
                row.integer("attempt"),
                row.text("pod_uid"),
                row.optionalText("image_digest"),
                row.number("started_at"));
    }
}
