// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.collector.store.AuditRow;
import io.plumbline.collector.store.Change;
import io.plumbline.collector.store.ChangeBatch;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.StoreContract;
import io.plumbline.collector.store.StoreException;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.learning.Baseline;
import io.plumbline.profiles.learning.ContainerRun;
import io.plumbline.profiles.learning.Counter;
import io.plumbline.profiles.learning.Delta;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.profiles.workload.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest extends StoreContract {
    @TempDir
    private Path folder;

    @Override
    protected Store open() {
        return SqliteStore.open(folder.resolve("collector.db"));
    }

    @Test
    void refusesAFileThatAnotherCollectorUses() {
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(folder.resolve("collector.db").toString())
                .hasMessageContaining("used by another collector");
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws IOException {
        Path file = Files.writeString(
                folder.resolve("text.db"), "this is no database, but long enough to be one\n".repeat(50));

        assertThatThrownBy(() -> SqliteStore.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("is not a database");
        assertThat(Files.readString(file)).startsWith("this is no database");
    }

    @Test
    void refusesTheDatabaseOfAnotherProgram() throws SQLException {
        Path file = folder.resolve("other.db");
        execute(file, "CREATE TABLE songs (name TEXT)");

        assertThatThrownBy(() -> SqliteStore.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("another program");
    }

    @Test
    void refusesANewerSchema() throws SQLException {
        Path file = folder.resolve("newer.db");
        SqliteStore.open(file).close();
        execute(file, "UPDATE schema_version SET version = 99");

        assertThatThrownBy(() -> SqliteStore.open(file))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("schema version 99")
                .hasMessageContaining("expected: at most 4");
    }

    @Test
    void keepsWhatAnEarlierVersionWrote() throws SQLException {
        Path file = folder.resolve("earlier.db");
        var key = new BaselineKey(new Workload("local", "shop", "Deployment", "web"), "web", ContainerType.APP);
        Baseline baseline = Baseline.create(key, IdentitySource.API, 1);
        baseline.merge(
                new Delta(
                        key,
                        IdentitySource.API,
                        1,
                        new ContainerRun("node-a", "e1", "c1", 0, "pod-1", null, 1),
                        List.of(new Counter(new Listening(Transport.TCP, 80, false), 3, 5, 9)),
                        3,
                        0,
                        false),
                10);
        try (SqliteStore store = SqliteStore.open(file)) {
            store.commit(new ChangeBatch().add(new Change.BaselineChanged(baseline.drainChanges())));
        }
        execute(file, """
                ALTER TABLE baseline_entries DROP COLUMN dropped_peak_bytes_sent;
                ALTER TABLE baseline_entries DROP COLUMN dropped_peak_connections;
                ALTER TABLE baseline_entries DROP COLUMN dropped_regular;
                ALTER TABLE baseline_cells DROP COLUMN peak_bytes_sent;
                ALTER TABLE baseline_cells DROP COLUMN peak_connections;
                ALTER TABLE baseline_cells DROP COLUMN regular;
                ALTER TABLE baseline_cells DROP COLUMN addresses;
                ALTER TABLE baselines DROP COLUMN first_start;
                UPDATE schema_version SET version = 1;""");

        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(store.baselines()).containsExactlyInAnyOrderElementsOf(baseline.rows());
        }
    }

    @Test
    void healsDecisionsWithoutAnEndThatAnEarlierVersionEndedIn1970() throws SQLException {
        Path file = folder.resolve("ended.db");
        var key = new BaselineKey(new Workload("local", "shop", "Deployment", "web"), "web", ContainerType.APP);
        Baseline baseline = Baseline.create(key, IdentitySource.API, 1);
        baseline.accept(new Listening(Transport.TCP, 80, false), "ann", "for good", null);
        baseline.deny(new Listening(Transport.TCP, 81, false), "ann", "for a while", 99L);
        try (SqliteStore store = SqliteStore.open(file)) {
            store.commit(new ChangeBatch().add(new Change.BaselineChanged(baseline.drainChanges())));
        }
        execute(file, """
                UPDATE baseline_entries SET expires_at = 0 WHERE expires_at IS NULL AND decided_by IS NOT NULL;
                ALTER TABLE baselines DROP COLUMN first_start;
                UPDATE schema_version SET version = 2;""");

        try (SqliteStore store = SqliteStore.open(file)) {
            assertThat(store.baselines()).containsExactlyInAnyOrderElementsOf(baseline.rows());
        }
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> SqliteStore.open(folder.resolve("none/collector.db")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("a folder that exists");
        assertThatThrownBy(() -> SqliteStore.open(folder))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("is a folder");
    }

    @Test
    void saysThatTheDiskIsFullAndGoesOnWhenThereIsRoom() throws SQLException {
        Path file = folder.resolve("small.db");
        try (SqliteStore store = SqliteStore.open(file)) {
            store.limitPages(60);
            String text = "x".repeat(1_000_000);

            assertThatThrownBy(() -> store.commit(
                            new ChangeBatch().add(new Change.Audited(new AuditRow(1, "ann", "test", "big", text)))))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("disk is full");
            assertThat(store.problem()).isPresent();

            store.limitPages(1_000_000);
            store.commit(new ChangeBatch().add(new Change.Audited(new AuditRow(2, "ann", "test", "small", ""))));
            assertThat(store.problem()).isEmpty();
            assertThat(store.audit(5)).hasSize(1);
        }
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        assertThat(Files.getPosixFilePermissions(folder.resolve("collector.db")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    }

    @Test
    void closesTwice() {
        SqliteStore store = SqliteStore.open(folder.resolve("twice.db"));
        store.close();
        store.close();
    }

    private static void execute(Path file, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
