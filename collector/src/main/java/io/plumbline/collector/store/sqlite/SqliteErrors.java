// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sqlite;

import io.plumbline.collector.store.StoreException;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says in one line what SQLite could not do, and what it needs. */
final class SqliteErrors {
    private SqliteErrors() {}

    static StoreException explain(String name, SQLException failed) {
        SQLiteErrorCode code =
                failed instanceof SQLiteException sqlite ? sqlite.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        // Extended codes keep the primary one in their low byte.
        String why = switch (code.code & 0xff) {
            case 5, 6 -> "is locked by another program; expected: used by one collector only";
            case 8, 3, 23 -> "can not be written; expected: a file and folder that this user may write";
            case 10 -> "input/output error; expected: a healthy local disk";
            case 11 -> "is damaged; expected: a sound SQLite file, restore it from a backup";
            case 13 -> "disk is full; expected: free space, the collector goes on by itself then";
            case 14 -> "can not be opened; expected: a file that this user may read and write";
            case 26 -> "is not a database; expected: a collector's store, or no file";
            default -> "failed: " + failed.getMessage();
        };
        return new StoreException("store.path: " + name + " (" + why + ")", failed);
    }
}
