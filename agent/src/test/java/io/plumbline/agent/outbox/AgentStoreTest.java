// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.agent.state.Batch;
import io.plumbline.agent.state.StoreSettings;
import io.plumbline.service.config.ConfigurationException;
import io.plumbline.service.config.ConfiguredProgram;
import io.plumbline.service.ids.UuidV7;
import io.plumbline.v1.AgentMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentStoreTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final UuidV7 ids = new UuidV7(InstantSource.system(), new Random());

    @TempDir
    private Path directory;

    @Test
    void numbersMessagesInTheOrderOfWriting() throws IOException {
        try (AgentStore store = open()) {
            store.write(Batch.of(Messages.incident("a"), Messages.incident("b")));
            store.write(Batch.of(Messages.incident("c")));
            assertThat(store.flush(LONG)).isTrue();

            assertThat(incidents(store.unacked(1, 10))).containsExactly("1a", "2b", "3c");
            assertThat(incidents(store.unacked(2, 1))).containsExactly("2b");
            assertThat(store.lastSequence()).isEqualTo(3);
            assertThat(store.outboxMessages()).isEqualTo(3);
        }
    }

    @Test
    void keepsEpochSequenceKeyAndStateOverRestarts() throws IOException {
        String epoch;
        byte[] key;
        try (AgentStore store = open()) {
            epoch = store.epoch();
            key = store.redactionKey();
            store.write(Batch.builder()
                    .message(Messages.incident("a"))
                    .put("profile", "shop", bytes("learned"))
                    .build());
            store.flush(LONG);
            store.acknowledge(1);
        }
        try (AgentStore store = open()) {
            assertThat(store.epoch()).isEqualTo(epoch).hasSize(36);
            assertThat(store.redactionKey()).isEqualTo(key).hasSize(32);
            assertThat(store.outboxMessages()).isZero();
            assertThat(state(store, "profile")).containsExactly(Map.entry("shop", "learned"));
            store.write(Batch.of(Messages.incident("b")));
            store.flush(LONG);
            assertThat(incidents(store.unacked(1, 10))).containsExactly("2b");
        }
    }

    @Test
    void findsEverythingDurableAfterACrash() throws IOException {
        try (AgentStore store = open()) {
            for (int i = 0; i < 100; i++) {
                store.write(Batch.builder()
                        .message(Messages.incident("m" + i))
                        .put("counter", "last", bytes("" + i))
                        .build());
            }
            store.flush(LONG);
            Path crashed = Files.createDirectory(directory.resolve("crashed"));
            for (String file : List.of("agent.db", "agent.db-wal")) {
                Files.copy(store(file), crashed.resolve(file));
            }
            try (AgentStore after = AgentStore.open(new StoreSettings(crashed), ids)) {
                assertThat(after.epoch()).isEqualTo(store.epoch());
                assertThat(after.lastSequence()).isEqualTo(100);
                assertThat(after.unacked(1, 200)).hasSize(100);
                assertThat(state(after, "counter")).containsExactly(Map.entry("last", "99"));
            }
        }
    }

    @Test
    void forgetsWhatWasAcknowledgedAndKeepsTheRest() throws IOException {
        try (AgentStore store = open()) {
            for (int i = 1; i <= 10; i++) {
                store.write(Batch.of(Messages.incident("m")));
            }
            store.flush(LONG);
            store.acknowledge(7);
            store.acknowledge(3);
            store.flush(LONG);

            assertThat(store.unacked(1, 20))
                    .extracting(AgentMessage::getSequence)
                    .containsExactly(8L, 9L, 10L);
            assertThat(store.outboxMessages()).isEqualTo(3);
            store.acknowledge(1_000);
            assertThat(store.acknowledgedSequence()).isEqualTo(10);
        }
    }

    @Test
    void replacesAndDeletesState() throws IOException {
        try (AgentStore store = open()) {
            store.write(Batch.builder()
                    .put("k", "a", bytes("1"))
                    .put("k", "b", bytes("2"))
                    .put("other", "a", bytes("3"))
                    .build());
            store.write(Batch.builder()
                    .put("k", "a", bytes("4"))
                    .delete("k", "b")
                    .delete("k", "none")
                    .build());
            store.flush(LONG);
            assertThat(state(store, "k")).containsExactly(Map.entry("a", "4"));
            assertThat(store.load("other")).hasSize(1);
            assertThat(store.load("none")).isEmpty();
        }
    }

    @Test
    void keepsTheOrderOfEachOfManyWriters() throws Exception {
        try (AgentStore store = open()) {
            List<Thread> writers = new ArrayList<>();
            for (int writer = 0; writer < 4; writer++) {
                int number = writer;
                writers.add(Thread.ofPlatform().name("plumbline-test-" + writer).start(() -> {
                    for (int i = 0; i < 250; i++) {
                        store.write(Batch.of(Messages.incident("%d-%03d".formatted(number, i))));
                    }
                }));
            }
            for (Thread writer : writers) {
                writer.join();
            }
            store.flush(LONG);
            List<AgentMessage> all = store.unacked(1, 2_000);
            assertThat(all)
                    .extracting(AgentMessage::getSequence)
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSize(1_000);
            for (int writer = 0; writer < 4; writer++) {
                String prefix = writer + "-";
                assertThat(all.stream()
                                .map(m -> m.getIncident().getIncidentId())
                                .filter(id -> id.startsWith(prefix)))
                        .isSorted()
                        .hasSize(250);
            }
            assertThat(store.commits()).isLessThanOrEqualTo(1_000);
        }
    }

    @Test
    void tellsListenersOfCommits() throws IOException {
        var commits = new AtomicInteger();
        try (AgentStore store = open()) {
            store.onCommit(commits::incrementAndGet);
            store.write(Batch.builder().put("k", "a", bytes("1")).build());
            store.flush(LONG);
            assertThat(commits).hasValue(0);
            store.write(Batch.of(Messages.incident("a")));
            store.flush(LONG);
            assertThat(commits).hasValue(1);
        }
    }

    @Test
    void keepsWritesInMemoryWhileTheDiskIsFull() throws Exception {
        try (AgentStore store = open()) {
            store.write(Batch.of(Messages.incident("before")));
            store.flush(LONG);
            store.pragma("PRAGMA max_page_count = 1");
            byte[] large = new byte[100_000];
            store.write(Batch.builder()
                    .message(Messages.incident("x"))
                    .put("k", "large", large)
                    .build());
            store.write(Batch.of(Messages.incident("y")));
            await().atMost(LONG).until(() -> store.problem().isPresent());
            assertThat(store.problem().orElseThrow())
                    .startsWith("state: cannot be written, kept in memory:")
                    .contains("SQLITE_FULL");
            assertThat(store.lastSequence()).isEqualTo(1);
            assertThat(store.queuedBytes()).isGreaterThan(100_000);

            store.pragma("PRAGMA max_page_count = 1000000");
            assertThat(store.flush(LONG)).isTrue();
            assertThat(store.problem()).isEmpty();
            assertThat(incidents(store.unacked(1, 10))).containsExactly("1before", "2x", "3y");
            assertThat(store.failedCommits()).isPositive();
        }
    }

    @Test
    void goesOnWithANewEpochAndKeepsWhatWaits() throws IOException {
        try (AgentStore store = open()) {
            String before = store.epoch();
            for (int i = 1; i <= 5; i++) {
                store.write(Batch.of(Messages.incident("m" + i)));
            }
            store.flush(LONG);
            store.acknowledge(2);
            store.flush(LONG);
            assertThat(store.renewEpoch(ids, LONG)).isTrue();
            store.write(Batch.of(Messages.incident("m6")));
            store.flush(LONG);

            assertThat(store.epoch()).isNotEqualTo(before);
            assertThat(incidents(store.unacked(1, 10))).containsExactly("1m3", "2m4", "3m5", "4m6");
            assertThat(store.outboxMessages()).isEqualTo(4);
        }
    }

    @Test
    void leavesOutWhatNoCollectorWouldTake() throws IOException {
        try (AgentStore store = open()) {
            store.write(Batch.builder()
                    .message(Messages.incident("x".repeat(4 << 20)))
                    .message(Messages.incident("a"))
                    .put("k", "a", bytes("1"))
                    .build());
            store.flush(LONG);
            assertThat(incidents(store.unacked(1, 10))).containsExactly("1a");
            assertThat(state(store, "k")).hasSize(1);
            assertThat(store.oversizedMessages()).isEqualTo(1);
        }
    }

    @Test
    void refusesBatchesAfterItsEnd() throws IOException {
        AgentStore store = open();
        store.close();
        store.close();
        store.write(Batch.of(Messages.incident("late")));
        assertThat(store.refusedBatches()).isEqualTo(1);
    }

    @Test
    void letsOneAgentOnlyUseADirectory() throws IOException {
        try (AgentStore first = open()) {
            assertThat(first.epoch()).isNotEmpty();
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessage("state.directory: " + directory.resolve("state")
                            + " (expected: a directory that no other agent uses): held by pid "
                            + ProcessHandle.current().pid());
        }
        open().close();
    }

    @Test
    void saysThatAFileIsNoDatabase() throws IOException {
        Files.createDirectories(directory.resolve("state"));
        Files.writeString(
                store("agent.db"), "this is not a database, but it is long enough to look like one".repeat(100));
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("state.directory: " + store("agent.db")
                        + " (expected: an undamaged agent database; move the file away to start anew): ");
    }

    @Test
    void saysThatADatabaseIsAnotherProgramsOrTooNew() throws Exception {
        Files.createDirectories(directory.resolve("state"));
        run("CREATE TABLE browser_history(url TEXT)");
        assertThatThrownBy(this::open).hasMessageEndingWith("(expected: an agent database; this is another program's)");
        Files.delete(store("agent.db"));
        open().close();
        run("PRAGMA user_version = 99");
        assertThatThrownBy(this::open).hasMessageEndingWith("schema 99 (expected: at most 1; a newer agent wrote it)");
    }

    @Test
    void saysThatADirectoryCannotBeUsed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> AgentStore.open(new StoreSettings(file), ids))
                .hasMessage("state.directory: " + file + " (expected: a directory): it is a file");
        Path nowhere = Path.of("/proc/self/plumbline");
        assertThatThrownBy(() -> AgentStore.open(new StoreSettings(nowhere), ids))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("state.directory: " + nowhere + " (expected: a writable directory): ");
    }

    @Test
    void keepsItsFilesFromOthers() throws IOException {
        open().close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("state"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(store("agent.db"))))
                .isEqualTo("rw-------");
    }

    @Test
    void takesItsDirectoryFromTheSettings() {
        var program = ConfiguredProgram.of("agent", "watches", StoreSettings.settings());
        assertThat(StoreSettings.from(program.configure(List.of(), Map.of())))
                .isEqualTo(new StoreSettings(Path.of("/var/lib/plumbline/agent")));
        assertThat(StoreSettings.from(program.configure(List.of("--state.directory=/x"), Map.of())))
                .isEqualTo(new StoreSettings(Path.of("/x")));
        assertThatThrownBy(() -> program.configure(List.of("--state.directory=x"), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("--state.directory: \"x\" (expected: an absolute path)");
    }

    private AgentStore open() throws IOException {
        return AgentStore.open(new StoreSettings(directory.resolve("state")), ids);
    }

    private Path store(String file) {
        return directory.resolve("state").resolve(file);
    }

    private void run(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + store("agent.db"));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> incidents(List<AgentMessage> messages) {
        return messages.stream()
                .map(message -> message.getSequence() + message.getIncident().getIncidentId())
                .toList();
    }

    private static Map<String, String> state(AgentStore store, String kind) {
        Map<String, String> texts = new TreeMap<>();
        store.load(kind).forEach((key, value) -> texts.put(key, new String(value, StandardCharsets.UTF_8)));
        return texts;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
