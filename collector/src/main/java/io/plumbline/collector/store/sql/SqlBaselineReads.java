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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rows of baselines. */
public final class SqlBaselineReads {
    private static final String HEADERS = """
            SELECT cluster, namespace, kind, name, container_name, container_type, identity, mode, state, state_reason,
              state_since, generation, learning_since, last_loss, starts, dropped_described, dropped_lost, refused,
              refused_overflow FROM baselines""";
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

    private static Row.Header header(ResultSet row) throws SQLException {
        var workload = new Workload(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
        return new Row.Header(
                new BaselineKey(workload, row.getString(5), ContainerType.valueOf(row.getString(6))),
                IdentitySource.valueOf(row.getString(7)),
                Mode.valueOf(row.getString(8)),
                BaselineState.valueOf(row.getString(9)),
                row.getString(10),
                row.getLong(11),
                row.getLong(12),
                row.getLong(13),
                row.getLong(14),
                row.getLong(15),
                row.getLong(16),
                row.getLong(17),
                list(row.getString(18)),
                row.getInt(19) != 0);
    }

    private static Row.Entry entry(ResultSet row) throws SQLException {
        return new Row.Entry(
                row.getString(1),
                row.getString(2),
                BehaviorCodec.fromProto(SqlReads.message(row, 3, Behavior.parser())),
                EntryState.valueOf(row.getString(4)),
                EntrySource.valueOf(row.getString(5)),
                attribution(row),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                usage(row, 13),
                list(row.getString(12)));
    }

    private static @Nullable Attribution attribution(ResultSet row) throws SQLException {
        String decidedBy = row.getString(6);
        if (decidedBy == null) {
            return null;
        }
        return new Attribution(decidedBy, row.getString(7), SqlReads.nullableLong(row, 8));
    }

    private static Row.Cell cell(ResultSet row) throws SQLException {
        return new Row.Cell(
                row.getString(8),
                row.getString(9),
                containerRun(row),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                usage(row, 13),
                list(row.getString(16)));
    }

    /** Three columns from this one on. */
    private static Usage usage(ResultSet row, int column) throws SQLException {
        return new Usage(row.getLong(column), row.getLong(column + 1), row.getInt(column + 2) != 0);
    }

    private static Row.Run run(ResultSet row) throws SQLException {
        return new Row.Run(row.getString(8), containerRun(row), row.getLong(9), row.getLong(10), row.getLong(11));
    }

    private static ContainerRun containerRun(ResultSet row) throws SQLException {
        return new ContainerRun(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                row.getString(5),
                row.getString(6),
                row.getLong(7));
    }

    private static List<String> list(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(",", -1));
    }
}
