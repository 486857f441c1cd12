// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sqlite;

import io.plumbline.collector.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Brings a file to the schema of this version: numbered SQL resources, each run once, in one transaction. */
final class SqliteSchema {
    static final int VERSION = 4;

    private final String name;

    SqliteSchema(String name) {
        this.name = name;
    }

    void bringUpToDate(Connection connection) throws SQLException {
        int found = version(connection);
        if (found > VERSION) {
            throw new StoreException("store.path: " + name + " (has schema version " + found + "; expected: at most "
                    + VERSION + ", the file was written by a newer collector)");
        }
        for (int next = found + 1; next <= VERSION; next++) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                if (next == 1) {
                    statement.executeUpdate("CREATE TABLE schema_version (version INTEGER NOT NULL)");
                    statement.executeUpdate("INSERT INTO schema_version (version) VALUES (0)");
                }
                statement.executeUpdate(resource(next));
                statement.executeUpdate("UPDATE schema_version SET version = " + next);
                connection.commit();
            } catch (SQLException failed) {
                connection.rollback();
                throw failed;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int tables = number(statement, "SELECT COUNT(*) FROM sqlite_master");
            int ours = number(statement, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'schema_version'");
            if (tables > 0 && ours == 0) {
                throw new StoreException("store.path: " + name
                        + " (is an SQLite file of another program; expected: a collector's store, or no file)");
            }
            return ours == 0 ? 0 : number(statement, "SELECT MAX(version) FROM schema_version");
        }
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static String resource(int version) {
        String path = "/io/plumbline/collector/store/sqlite/%04d.sql".formatted(version);
        try (InputStream in = SqliteSchema.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + ": missing (expected: on the class path)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
