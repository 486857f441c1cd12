// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sqlite;

import com.google.protobuf.ByteString;
import io.plumbline.collector.store.AgentRow;
import io.plumbline.collector.store.AuditRow;
import io.plumbline.collector.store.ChangeBatch;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The store in one SQLite file. Commits are synced to disk (WAL, synchronous=FULL). Reads have connections of their
 * own and do not wait for commits. A lock file beside it keeps a second collector away.
 */
public final class SqliteStore implements Store {
    private static final int BUSY_MILLIS = 5_000;
    /** Enough that a long list does not hold up the writer's own questions. */
    private static final int READERS = 3;

    private final String name;
    private final FileOwnership ownership;
    private final SqlSession writer;
    private final SqlChanges changes;
    private final ReentrantLock writing = new ReentrantLock();
    private final BlockingQueue<Reader> readers = new ArrayBlockingQueue<>(READERS);
    private volatile @Nullable String lastProblem;
    private boolean closed;

    private SqliteStore(String name, FileOwnership ownership, Connection writing, List<Connection> reading) {
        this.name = name;
        this.ownership = ownership;
        this.writer = new SqlSession(writing);
        this.changes = new SqlChanges(writer);
        reading.forEach(connection -> readers.add(new Reader(new SqlSession(connection))));
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
        var opened = new ArrayList<Connection>();
        try {
            makePrivate(path);
            Connection writing = connect(path, false);
            opened.add(writing);
            new SqliteSchema(name).bringUpToDate(writing);
            for (int i = 0; i < READERS; i++) {
                opened.add(connect(path, true));
            }
            return new SqliteStore(name, ownership, writing, opened.subList(1, opened.size()));
        } catch (SQLException failed) {
            closeQuietly(opened, ownership);
            throw SqliteErrors.explain(name, failed);
        } catch (IOException failed) {
            closeQuietly(opened, ownership);
            throw new StoreException(
                    "store.path: " + name + " (can not be made: " + failed
                            + "; expected: a folder that this user may write)",
                    failed);
        } catch (RuntimeException failed) {
            closeQuietly(opened, ownership);
            throw failed;
        }
    }

    /** A new file is for its owner only: it holds the cluster's key. SQLite gives its other files the same mode. */
    private static void makePrivate(Path path) throws IOException {
        if (!Files.exists(path)) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
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

    private static void closeQuietly(List<Connection> opened, FileOwnership ownership) {
        try (ownership) {
            for (Connection connection : opened) {
                connection.close();
            }
        } catch (SQLException ignored) {
            // The first failure is the one that is told.
        }
    }

    @Override
    public void commit(ChangeBatch batch) {
        writing.lock();
        try {
            execute("BEGIN IMMEDIATE");
            changes.write(batch);
            execute("COMMIT");
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

    /** Lets the file have at most that many pages of 4 KiB: as if the disk were full after them. */
    void limitPages(int pages) throws SQLException {
        writing.lock();
        try {
            execute("PRAGMA max_page_count = " + pages);
        } finally {
            writing.unlock();
        }
    }

    /** Transactions are begun and ended by hand: SQLite ends them itself on some errors, and JDBC does not notice. */
    private void execute(String sql) throws SQLException {
        try (Statement statement = writer.connection().createStatement()) {
            statement.execute(sql);
        }
    }

    private void rollback() {
        writer.forgetStatements();
        try {
            execute("ROLLBACK");
        } catch (SQLException ignored) {
            // SQLite has rolled back by itself already (disk full); the failure of the commit is what is told.
        }
    }

    @Override
    public List<AgentRow> agents() {
        return read(reader -> reader.reads.agents());
    }

    @Override
    public List<SandboxRow> sandboxes() {
        return read(reader -> reader.reads.sandboxes());
    }

    @Override
    public Optional<IncidentRecord> incident(String incidentId) {
        return read(reader -> reader.reads.incident(incidentId)).stream().findFirst();
    }

    @Override
    public List<IncidentRecord> incidentsByPrefix(String prefix, int limit) {
        return read(reader -> reader.reads.incidentsByPrefix(prefix, limit));
    }

    @Override
    public List<IncidentRecord> incidentsByFingerprint(String fingerprint, int limit) {
        return read(reader -> reader.reads.incidentsByFingerprint(fingerprint, limit));
    }

    @Override
    public List<IncidentRecord> incidents(IncidentFilter filter, @Nullable IncidentCursor after, int limit) {
        return read(reader -> reader.reads.incidents(filter, after, limit));
    }

    @Override
    public List<Integer> revisions(String incidentId) {
        return read(reader -> reader.reads.revisions(incidentId));
    }

    @Override
    public Optional<DecisionRow> decision(String decisionId) {
        return read(reader -> reader.reads.decision(decisionId)).stream().findFirst();
    }

    @Override
    public List<DecisionRow> decisions(String incidentId, String fingerprint) {
        return read(reader -> reader.reads.decisions(incidentId, fingerprint));
    }

    @Override
    public List<DecisionRow> wideDecisions(long nowNanos) {
        return read(reader -> reader.reads.wideDecisions(nowNanos));
    }

    @Override
    public List<Row> baselines() {
        return read(reader -> reader.baselines.all());
    }

    @Override
    public List<Row> baseline(String baselineId) {
        return read(reader -> reader.baselines.of(baselineId));
    }

    @Override
    public Optional<ByteString> value(String name) {
        return read(reader -> reader.reads.value(name)).stream().findFirst();
    }

    @Override
    public List<AuditRow> audit(int limit) {
        return read(reader -> reader.reads.audit(limit));
    }

    @Override
    public Optional<String> problem() {
        return Optional.ofNullable(lastProblem);
    }

    @Override
    public void close() {
        writing.lock();
        try (ownership) {
            if (!closed) {
                closed = true;
                for (int i = 0; i < READERS; i++) {
                    readers.take().session.close();
                }
                writer.close();
            }
        } catch (SQLException failed) {
            throw SqliteErrors.explain(name, failed);
        } catch (InterruptedException leave) {
            Thread.currentThread().interrupt();
        } finally {
            writing.unlock();
        }
    }

    private <T> T read(Read<T> read) {
        Reader reader = borrow();
        try {
            return read.from(reader);
        } catch (SQLException failed) {
            reader.session.forgetStatements();
            throw SqliteErrors.explain(name, failed);
        } finally {
            readers.add(reader);
        }
    }

    private Reader borrow() {
        try {
            Reader reader = readers.poll(BUSY_MILLIS, TimeUnit.MILLISECONDS);
            if (reader != null) {
                return reader;
            }
        } catch (InterruptedException leave) {
            Thread.currentThread().interrupt();
        }
        throw new StoreException("store.path: " + name + " (busy or closed; expected: ask again later)");
    }

    private interface Read<T> {
        T from(Reader reader) throws SQLException;
    }

    /** One connection that reads. */
    private static final class Reader {
        private final SqlSession session;
        private final SqlReads reads;
        private final SqlBaselineReads baselines;

        private Reader(SqlSession session) {
            this.session = session;
            this.reads = new SqlReads(session);
            this.baselines = new SqlBaselineReads(session);
        }
    }
}
