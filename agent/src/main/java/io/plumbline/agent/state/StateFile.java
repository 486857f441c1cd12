// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.state;

import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.service.ids.UuidV7;
import io.plumbline.v1.AgentMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The SQLite file of the agent: one connection to write, for one thread, and one to read, for any. */
public final class StateFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

    /** "plmb": tells our file from any other SQLite file. */
    private static final int APPLICATION_ID = 0x706c6d62;

    private static final int SCHEMA = 1;
    private static final int REDACTION_KEY_BYTES = 32;

    private final Connection writer;
    private final Connection reader;

    private StateFile(Connection writer, Connection reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /**
     * Opens the file, or makes it with a new epoch and redaction key.
     *
     * @throws IOException when it is not ours, newer than we know, or damaged; the message names it
     */
    public static StateFile open(Path path, UuidV7 ids) throws IOException {
        Connection writer = null;
        try {
            ownerOnly(path);
            writer = connect(path);
            prepare(writer, path, ids);
            return new StateFile(writer, connect(path));
        } catch (SQLException unusable) {
            closeQuietly(writer);
            throw new IOException(
                    StoreSettings.DIRECTORY.name() + ": " + path
                            + " (expected: an undamaged agent database; move the file away to start anew): "
                            + unusable.getMessage(),
                    unusable);
        } catch (IOException notOurs) {
            closeQuietly(writer);
            throw notOurs;
        }
    }

    /**
     * Writes all in one transaction.
     *
     * @param firstSequence given to the first message
     * @param acknowledged messages up to here are deleted
     * @return the last sequence number given, {@code firstSequence - 1} when there were no messages
     */
    public long commit(List<Batch> batches, long firstSequence, long acknowledged) throws SQLException {
        long sequence = firstSequence - 1;
        try {
            begin();
            try (PreparedStatement insert =
                            writer.prepareStatement("INSERT INTO outbox(sequence, body) VALUES (?, ?)");
                    PreparedStatement put = writer.prepareStatement(
                            "INSERT INTO state(kind, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value");
                    PreparedStatement remove = writer.prepareStatement("DELETE FROM state WHERE kind = ? AND key = ?");
                    PreparedStatement acknowledge = writer.prepareStatement("DELETE FROM outbox WHERE sequence <= ?")) {
                for (Batch batch : batches) {
                    for (AgentMessage message : batch.messages()) {
                        insert.setLong(1, ++sequence);
                        insert.setBytes(2, message.toByteArray());
                        insert.executeUpdate();
                    }
                    for (Batch.Change change : batch.changes()) {
                        apply(change, put, remove);
                    }
                }
                acknowledge.setLong(1, acknowledged);
                acknowledge.executeUpdate();
            }
            execute(writer, "COMMIT");
            return sequence;
        } catch (SQLException failed) {
            rollback();
            throw failed;
        }
    }

    /** Gives the outbox a new epoch; what waits is numbered from 1 again. Returns the last number then. */
    public long renewEpoch(String epoch) throws SQLException {
        try {
            begin();
            putMeta(writer, "epoch", epoch.getBytes(StandardCharsets.UTF_8));
            long first = number(writer, "SELECT coalesce(min(sequence), 1) FROM outbox");
            // Ascending, towards numbers that are free by then.
            execute(writer, "UPDATE outbox SET sequence = sequence - " + (first - 1));
            long last = number(writer, "SELECT coalesce(max(sequence), 0) FROM outbox");
            execute(writer, "UPDATE sqlite_sequence SET seq = " + last + " WHERE name = 'outbox'");
            execute(writer, "COMMIT");
            return last;
        } catch (SQLException failed) {
            rollback();
            throw failed;
        }
    }

    /** Gives pages that an emptied outbox left behind back to the file system, a few at a time. */
    public void shrink() throws SQLException {
        try (Statement statement = writer.createStatement();
                ResultSet freed = statement.executeQuery("PRAGMA incremental_vacuum(64)")) {
            while (freed.next()) {
                // Stepping is what frees the pages.
            }
        }
    }

    /** Highest sequence number ever given in this epoch. */
    public long lastSequence() throws SQLException {
        return number(writer, "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0)");
    }

    /** Lowest sequence number in the outbox, 0 when it is empty. */
    public long firstWaiting() throws SQLException {
        return number(writer, "SELECT coalesce(min(sequence), 0) FROM outbox");
    }

    public byte[] meta(String key) throws SQLException {
        synchronized (reader) {
            try (PreparedStatement select = reader.prepareStatement("SELECT value FROM meta WHERE key = ?")) {
                select.setString(1, key);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getBytes(1) : new byte[0];
                }
            }
        }
    }

    public Map<String, byte[]> load(String kind) throws SQLException {
        Map<String, byte[]> values = new LinkedHashMap<>();
        synchronized (reader) {
            try (PreparedStatement select =
                    reader.prepareStatement("SELECT key, value FROM state WHERE kind = ? ORDER BY key")) {
                select.setString(1, kind);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        values.put(row.getString(1), row.getBytes(2));
                    }
                }
            }
        }
        return values;
    }

    public List<AgentMessage> waiting(long from, int limit) throws SQLException {
        List<AgentMessage> messages = new ArrayList<>();
        synchronized (reader) {
            try (PreparedStatement select = reader.prepareStatement(
                    "SELECT sequence, body FROM outbox WHERE sequence >= ? ORDER BY sequence LIMIT ?")) {
                select.setLong(1, from);
                select.setInt(2, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        messages.add(message(row.getLong(1), row.getBytes(2)));
                    }
                }
            }
        }
        return messages;
    }

    /** Runs a statement on the writing connection; for tests that make the disk full. */
    public void pragma(String sql) throws SQLException {
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        closeQuietly(reader);
        closeQuietly(writer);
    }

    private void begin() throws SQLException {
        // IMMEDIATE: a full or locked file shows here and not in the middle.
        execute(writer, "BEGIN IMMEDIATE");
    }

    private void rollback() {
        try {
            execute(writer, "ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
            LOG.debug("rollback: {}", alreadyRolledBack.getMessage());
        }
    }

    private static AgentMessage message(long sequence, byte[] body) {
        try {
            return AgentMessage.parseFrom(body).toBuilder()
                    .setSequence(sequence)
                    .build();
        } catch (InvalidProtocolBufferException damaged) {
            // An empty message keeps the numbers whole; the collector counts it as unknown.
            LOG.warn("outbox message {}: unreadable, sent empty: {}", sequence, damaged.getMessage());
            return AgentMessage.newBuilder().setSequence(sequence).build();
        }
    }

    private static void apply(Batch.Change change, PreparedStatement put, PreparedStatement remove)
            throws SQLException {
        var value = change.value();
        PreparedStatement statement = value == null ? remove : put;
        statement.setString(1, change.kind());
        statement.setString(2, change.key());
        if (value != null) {
            statement.setBytes(3, value.toByteArray());
        }
        statement.executeUpdate();
    }

    private static Connection connect(Path path) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + path);
        execute(connection, "PRAGMA busy_timeout = 2000");
        // Negative is KiB. The whole agent has 96 MiB: the outbox is read once, in order, and needs no cache.
        execute(connection, "PRAGMA cache_size = -256");
        execute(connection, "PRAGMA synchronous = FULL");
        execute(connection, "PRAGMA journal_size_limit = 4194304");
        return connection;
    }

    private static void prepare(Connection connection, Path path, UuidV7 ids) throws SQLException, IOException {
        long application = number(connection, "PRAGMA application_id");
        long schema = number(connection, "PRAGMA user_version");
        boolean empty = number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (application != APPLICATION_ID && !(empty && application == 0)) {
            throw new IOException(StoreSettings.DIRECTORY.name() + ": " + path
                    + " (expected: an agent database; this is another program's)");
        }
        if (schema > SCHEMA) {
            throw new IOException(StoreSettings.DIRECTORY.name() + ": " + path + ": schema " + schema
                    + " (expected: at most " + SCHEMA + "; a newer agent wrote it)");
        }
        if (empty) {
            create(connection, ids);
        }
    }

    private static void create(Connection connection, UuidV7 ids) throws SQLException {
        execute(connection, "PRAGMA auto_vacuum = INCREMENTAL");
        execute(connection, "PRAGMA journal_mode = WAL");
        execute(connection, "BEGIN IMMEDIATE");
        execute(connection, "CREATE TABLE meta(key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID");
        // AUTOINCREMENT: a number is never given twice, also after the outbox was emptied.
        execute(
                connection,
                "CREATE TABLE outbox(sequence INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL) STRICT");
        execute(
                connection,
                "CREATE TABLE state(kind TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID");
        byte[] key = new byte[REDACTION_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        putMeta(connection, "epoch", ids.nextText().getBytes(StandardCharsets.UTF_8));
        putMeta(connection, "redaction-key", key);
        execute(connection, "PRAGMA application_id = " + APPLICATION_ID);
        execute(connection, "PRAGMA user_version = " + SCHEMA);
        execute(connection, "COMMIT");
    }

    private static void putMeta(Connection connection, String key, byte[] value) throws SQLException {
        try (PreparedStatement put =
                connection.prepareStatement("INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)")) {
            put.setString(1, key);
            put.setBytes(2, value);
            put.executeUpdate();
        }
    }

    private static void ownerOnly(Path path) throws IOException {
        if (!Files.exists(path)) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static void closeQuietly(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException failed) {
            LOG.debug("close: {}", failed.getMessage());
        }
    }
}
