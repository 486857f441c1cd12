// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection with the statements that were prepared on it. Not thread-safe. */
public final class SqlSession implements AutoCloseable {
    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    public SqlSession(Connection connection) {
        this.connection = connection;
    }

    public Connection connection() {
        return connection;
    }

    /** Drops the prepared statements: one that failed half-way may not be usable again. */
    public void forgetStatements() {
        for (PreparedStatement statement : prepared.values()) {
            try {
                statement.close();
            } catch (SQLException ignored) {
                // It is given up anyway.
            }
        }
        prepared.clear();
    }

    /** Runs a statement that changes rows. Arguments: String, Long, Integer, byte[] or null. */
    void update(String sql, @Nullable Object... arguments) throws SQLException {
        bind(sql, arguments).executeUpdate();
    }

    /** Writes a row. */
    void write(SqlInsert row) throws SQLException {
        update(row.statement(), row.arguments());
    }

    <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... arguments) throws SQLException {
        try (ResultSet rows = bind(sql, arguments).executeQuery()) {
            var found = new ArrayList<T>();
            var row = new SqlRow(rows);
            while (rows.next()) {
                found.add(reader.read(row));
            }
            return found;
        }
    }

    private PreparedStatement bind(String sql, @Nullable Object... arguments) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < arguments.length; i++) {
            Object argument = arguments[i];
            if (argument instanceof byte[] bytes) {
                statement.setBytes(i + 1, bytes);
            } else {
                statement.setObject(i + 1, argument);
            }
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Makes a value of the current row. */
    interface RowReader<T> {
        T read(SqlRow row) throws SQLException;
    }
}
