// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sqlite;

import com.google.protobuf.ByteString;
import io.plumbline.collector.store.AgentRow;
import io.plumbline.collector.store.AuditRow;
import io.plumbline.collector.store.Batch;
import io.plumbline.collector.store.DecisionRow;
import io.plumbline.collector.store.IncidentCursor;
import io.plumbline.collector.store.IncidentFilter;
import io.plumbline.collector.store.SandboxRow;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.StoreException;
import io.plumbline.collector.store.sql.SqlBaselineReads;
import io.plumbline.collector.store.sql.SqlChanges;
import io.plumbline.collector.store.sql.SqlReads;
import io.plumbline.collector.store.sql.SqlSession;
import io.plumbline.profiles.learning.Row;
import io.plumbline.v1.IncidentRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The store in one SQLite file. Commits are synced to disk (WAL, synchronous=FULL). Reads have a connection of their
 * own and do not wait for commits. A lock file beside it keeps a second collector away.
 */
public final class SqliteStore implements Store {
    private static final int BUSY_MILLIS = 5_000;

    private final String name;
    private final FileOwnership ownership;
    private final SqlSession writer;
    private final SqlChanges changes;
    private final ReentrantLock writing = new ReentrantLock();
    private final SqlSession reader;
    private final SqlReads reads;
    private final SqlBaselineReads baselineReads;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable String lastProblem;
    private boolean closed;

    private SqliteStore(String name, FileOwnership ownership, Connection writing, Connection reading) {
        this.name = name;
        this.ownership = ownership;
        this.writer = new SqlSession(writing);
        this.changes = new SqlChanges(writer);
        this.reader = new SqlSession(reading);
        this.reads = new SqlReads(reader);
        this.baselineReads = new SqlBaselineReads(reader);
    }

    /**
     * Opens the file, or makes it.
     *
     * @throws StoreException naming the path and what was expected, when that is not possible
     */
    public static SqliteStore open(Path path) {
        String name = path.toString();
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new StoreException("store.path: " + name + " (expected: a file in a folder that exists)");
        }
        if (Files.isDirectory(path)) {
            throw new StoreException("store.path: " + name + " (is a folder; expected: a file)");
        }
        FileOwnership ownership = FileOwnership.take(path);
        Connection writing = null;
        try {
            writing = connect(path, false);
            new SqliteSchema(name).bringUpToDate(writing);
            writing.setAutoCommit(false);
            return new SqliteStore(name, ownership, writing, connect(path, true));
        } catch (SQLException failed) {
            closeQuietly(writing, ownership);
            throw SqliteErrors.explain(name, failed);
        } catch (RuntimeException failed) {
            closeQuietly(writing, ownership);
            throw failed;
        }
    }

    private static Connection connect(Path path, boolean readOnly) throws SQLException {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        if (readOnly) {
            config.setReadOnly(true);
        } else {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        }
        return config.createConnection("jdbc:sqlite:" + path.toAbsolutePath());
    }

    private static void closeQuietly(@Nullable Connection connection, FileOwnership ownership) {
        try (ownership) {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException ignored) {
            // The first failure is the one that is told.
        }
    }

    @Override
    public void commit(Batch batch) {
        writing.lock();
        try {
            changes.write(batch);
            writer.connection().commit();
            lastProblem = null;
        } catch (SQLException failed) {
            rollback();
            StoreException told = SqliteErrors.explain(name, failed);
            lastProblem = told.getMessage();
            throw told;
        } finally {
            writing.unlock();
        }
    }

    private void rollback() {
        try {
            writer.connection().rollback();
        } catch (SQLException ignored) {
            // SQLite has rolled back by itself already (disk full); the failure of the commit is what is told.
        }
    }

    @Override
    public List<AgentRow> agents() {
        return read(reads::agents);
    }

    @Override
    public List<SandboxRow> sandboxes() {
        return read(reads::sandboxes);
    }

    @Override
    public Optional<IncidentRecord> incident(String incidentId) {
        return read(() -> reads.incident(incidentId)).stream().findFirst();
    }

    @Override
    public List<IncidentRecord> incidentsByPrefix(String prefix, int limit) {
        return read(() -> reads.incidentsByPrefix(prefix, limit));
    }

    @Override
    public List<IncidentRecord> incidentsByFingerprint(String fingerprint, int limit) {
        return read(() -> reads.incidentsByFingerprint(fingerprint, limit));
    }

    @Override
    public List<IncidentRecord> incidents(IncidentFilter filter, @Nullable IncidentCursor after, int limit) {
        return read(() -> reads.incidents(filter, after, limit));
    }

    @Override
    public List<Integer> revisions(String incidentId) {
        return read(() -> reads.revisions(incidentId));
    }

    @Override
    public Optional<DecisionRow> decision(String decisionId) {
        return read(() -> reads.decision(decisionId)).stream().findFirst();
    }

    @Override
    public List<DecisionRow> decisions(String incidentId, String fingerprint) {
        return read(() -> reads.decisions(incidentId, fingerprint));
    }

    @Override
    public List<DecisionRow> wideDecisions(long nowNanos) {
        return read(() -> reads.wideDecisions(nowNanos));
    }

    @Override
    public List<Row> baselines() {
        return read(baselineReads::all);
    }

    @Override
    public List<Row> baseline(String baselineId) {
        return read(() -> baselineReads.of(baselineId));
    }

    @Override
    public Optional<ByteString> value(String name) {
        return read(() -> reads.value(name)).stream().findFirst();
    }

    @Override
    public List<AuditRow> audit(int limit) {
        return read(() -> reads.audit(limit));
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(lastProblem);
    }

    @Override
    public void close() {
        writing.lock();
        reading.lock();
        try (ownership) {
            if (!closed) {
                closed = true;
                reader.close();
                writer.close();
            }
        } catch (SQLException failed) {
            throw SqliteErrors.explain(name, failed);
        } finally {
            reading.unlock();
            writing.unlock();
        }
    }

    private <T> T read(Read<T> read) {
        reading.lock();
        try {
            return read.run();
        } catch (SQLException failed) {
            throw SqliteErrors.explain(name, failed);
        } finally {
            reading.unlock();
        }
    }

    private interface Read<T> {
        T run() throws SQLException;
    }
}
