// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sql;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row to be written, each value beside the name of its column. Where a row with the same key is there already, the columns that were
 * {@link #set} replace those of that row, and the others stay as they are. Not thread-safe.
 */
final class SqlInsert {
    private final String table;
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private final List<String> keys = new ArrayList<>();
    private final List<String> replaced = new ArrayList<>();

    private SqlInsert(String table) {
        this.table = table;
    }

    /** Names of tables and columns come from the program alone, never from data. */
    static SqlInsert into(String table) {
        return new SqlInsert(table);
    }

    /** A column of the key by which a row that is there already is found. */
    SqlInsert key(String column, Object value) {
        keys.add(column);
        return fixed(column, value);
    }

    /** A column that keeps what was written first. */
    SqlInsert fixed(String column, @Nullable Object value) {
        values.put(column, stored(value));
        return this;
    }

    /** A column that takes what is written last. */
    SqlInsert set(String column, @Nullable Object value) {
        replaced.add(column);
        return fixed(column, value);
    }

    /** The statement; the same for rows of the same columns. */
    String statement() {
        StringBuilder sql = new StringBuilder("INSERT INTO ").append(table).append(" (");
        sql.append(String.join(", ", values.keySet())).append(") VALUES (");
        sql.append("?, ".repeat(values.size()), 0, 3 * values.size() - 2).append(')');
        if (!keys.isEmpty()) {
            sql.append(" ON CONFLICT (").append(String.join(", ", keys)).append(") DO ");
            sql.append(replaced.isEmpty() ? "NOTHING" : "UPDATE SET ");
            sql.append(String.join(
                    ", ",
                    replaced.stream()
                            .map(column -> column + " = excluded." + column)
                            .toList()));
        }
        return sql.toString();
    }

    /** The values in the order of the statement. */
    @Nullable
    Object[] arguments() {
        return values.values().toArray();
    }

    /** Turns a value into one that the column types of the tables have. */
    private static @Nullable Object stored(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean flag -> flag ? 1 : 0;
            case Enum<?> constant -> constant.name();
            case MessageLite message -> message.toByteArray();
            case ByteString bytes -> bytes.toByteArray();
            case List<?> texts ->
                String.join(",", texts.stream().map(String::valueOf).toList());
            default -> value;
        };
    }
}
