// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.profiles.profile.EntryState;
import io.plumbline.v1.Decision;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows as they are written and read, on a real database. */
class SqlRowTest {
    private static final Decision DECISION =
            Decision.newBuilder().setDecisionId("d1").build();

    @SuppressWarnings("NullAway.Init")
    private SqlSession session;

    @BeforeEach
    void open() throws SQLException {
        session = new SqlSession(DriverManager.getConnection("jdbc:sqlite::memory:"));
        session.update("CREATE TABLE t (id TEXT PRIMARY KEY, first TEXT, number BIGINT, flag INTEGER, body BLOB)");
    }

    @AfterEach
    void close() throws SQLException {
        session.close();
    }

    private Object read(SqlSession.RowReader<Object> reader) throws SQLException {
        return session.query("SELECT flag, body, number, first, id FROM t", reader)
                .getFirst();
    }

    private static SqlInsert row(String id) {
        return SqlInsert.into("t").key("id", id);
    }

    @Test
    void readsEachColumnByItsName() throws SQLException {
        session.write(row("a").fixed("first", EntryState.DENIED)
                .set("number", 1L << 40)
                .set("flag", true)
                .set("body", DECISION));
        assertThat(read(row -> row.text("id"))).isEqualTo("a");
        assertThat(read(row -> row.constant("first", EntryState.class))).isEqualTo(EntryState.DENIED);
        assertThat(read(row -> row.number("number"))).isEqualTo(1L << 40);
        assertThat(read(row -> row.flag("flag"))).isEqualTo(true);
        assertThat(read(row -> row.message("body", Decision.parser()))).isEqualTo(DECISION);
        assertThat(read(row -> row.bytes("body"))).isEqualTo(DECISION.toByteArray());
    }

    @Test
    void tellsNullFromZeroWhateverWasReadBefore() throws SQLException {
        session.write(row("a").fixed("first", null).set("number", null).set("flag", 0));
        assertThat(session.query("SELECT * FROM t", row -> {
                    Long missing = row.optionalNumber("number");
                    boolean flag = row.flag("flag");
                    return missing == null && !flag && row.optionalText("first") == null;
                }))
                .containsExactly(true);
        assertThat(session.query("SELECT * FROM t", row -> row.optionalMessage("body", Decision.parser()) == null))
                .containsExactly(true);
    }

    @Test
    void namesTheColumnThatHasSomethingElse() throws SQLException {
        session.write(
                row("a").fixed("first", "SOMETHING").set("number", 1L << 40).set("body", null));
        assertThatThrownBy(() -> read(row -> row.constant("first", EntryState.class)))
                .hasMessageContaining("column first: SOMETHING (expected: one of [");
        assertThatThrownBy(() -> read(row -> row.integer("number")))
                .hasMessage("column number: 1099511627776 (expected: a number of 32 bits)");
        assertThatThrownBy(() -> read(row -> row.flag("flag"))).hasMessage("column flag: null (expected: a value)");
        assertThatThrownBy(() -> read(row -> row.bytes("body"))).hasMessage("column body: null (expected: a value)");
        assertThatThrownBy(() -> read(row -> row.text("none"))).isInstanceOf(SQLException.class);
    }

    @Test
    void joinsTexts() throws SQLException {
        session.write(row("a").fixed("first", List.of("x", "", "y")));
        assertThat(read(row -> row.texts("first"))).isEqualTo(List.of("x", "", "y"));
        session.write(row("b").fixed("first", List.of()));
        assertThat(session.query("SELECT first FROM t WHERE id = ?", row -> row.texts("first"), "b"))
                .containsExactly(List.of());
    }

    @Test
    void replacesWhatWasSetAndKeepsWhatIsFixed() throws SQLException {
        session.write(row("a").fixed("first", "old").set("number", 1));
        session.write(row("a").fixed("first", "new").set("number", 2));
        assertThat(read(row -> row.text("first") + row.number("number"))).isEqualTo("old2");
        session.write(row("a").fixed("first", "newer"));
        assertThat(read(row -> row.text("first"))).isEqualTo("old");
    }
}
