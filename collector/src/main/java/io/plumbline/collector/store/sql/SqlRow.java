// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sql;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a result, read by the names of its columns. Nothing else reads results of the store: so no column is taken for its neighbour,
 * and each says whether it may be null. All methods throw an SQLException that names the column when it has something else.
 */
public final class SqlRow {
    private final ResultSet row;

    SqlRow(ResultSet row) {
        this.row = row;
    }

    /** A text that is never null. */
    public String text(String column) throws SQLException {
        return present(column, optionalText(column));
    }

    /** A text, or null. */
    public @Nullable String optionalText(String column) throws SQLException {
        return row.getString(column);
    }

    /** Texts that were joined with commas; none for the empty text. */
    public List<String> texts(String column) throws SQLException {
        String joined = text(column);
        return joined.isEmpty() ? List.of() : List.of(joined.split(",", -1));
    }

    /** A number that is never null. */
    public long number(String column) throws SQLException {
        return present(column, optionalNumber(column));
    }

    /** A number, or null. */
    public @Nullable Long optionalNumber(String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    /** A number of 32 bits that is never null. */
    public int integer(String column) throws SQLException {
        long value = number(column);
        if (value != (int) value) {
            throw new SQLException("column " + column + ": " + value + " (expected: a number of 32 bits)");
        }
        return (int) value;
    }

    /** True for every number but 0; never null. */
    public boolean flag(String column) throws SQLException {
        return number(column) != 0;
    }

    /** A constant of an enum by its name; never null. */
    public <E extends Enum<E>> E constant(String column, Class<E> type) throws SQLException {
        String name = text(column);
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException unknown) {
            throw new SQLException(
                    "column " + column + ": " + name + " (expected: one of " + Arrays.toString(type.getEnumConstants())
                            + ")",
                    unknown);
        }
    }

    /** Bytes that are never null. */
    public byte[] bytes(String column) throws SQLException {
        return present(column, row.getBytes(column));
    }

    /** A message that is never null. */
    public <T extends MessageLite> T message(String column, Parser<T> parser) throws SQLException {
        return present(column, optionalMessage(column, parser));
    }

    /** A message, or null. */
    public <T extends MessageLite> @Nullable T optionalMessage(String column, Parser<T> parser) throws SQLException {
        byte[] bytes = row.getBytes(column);
        if (bytes == null) {
            return null;
        }
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException broken) {
            throw new SQLException("column " + column + ": not readable (expected: a plumbline.v1 message)", broken);
        }
    }

    private static <T> T present(String column, @Nullable T value) throws SQLException {
        if (value == null) {
            throw new SQLException("column " + column + ": null (expected: a value)");
        }
        return value;
    }
}
