// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.lines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.plumbline.agent.outbox.AgentStore;
import io.plumbline.agent.outbox.Messages;
import io.plumbline.agent.state.Batch;
import io.plumbline.agent.state.StoreSettings;
import io.plumbline.service.config.ConfiguredProgram;
import io.plumbline.service.ids.UuidV7;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeliveryTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final UuidV7 ids = new UuidV7(InstantSource.system(), new Random());
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private Path file;
    private AgentStore store;

    @BeforeEach
    void open() throws IOException {
        file = directory.resolve("incidents.jsonl");
        store = AgentStore.open(new StoreSettings(directory.resolve("state")), ids);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void writesIncidentsKeepsStateAndLeavesTheOutboxEmpty() {
        try (var delivery = StandaloneDelivery.start(store, new IncidentLinesSettings(null), stdout)) {
            delivery.send(Batch.builder()
                    .message(Messages.subscription())
                    .message(Messages.incident("a"))
                    .put("profile", "shop", new byte[] {1})
                    .build());
            delivery.send(Batch.of(Messages.subscription()));
            await().atMost(LONG).until(() -> delivery.linesWritten() == 1 && store.outboxMessages() == 0);
        }
        assertThat(stdout.toString(StandardCharsets.UTF_8)).isEqualTo("{\"incidentId\":\"a\",\"revision\":1}\n");
        assertThat(store.load("profile")).containsOnlyKeys("shop");
        assertThat(store.lastSequence()).isEqualTo(1);
    }

    @Test
    void writesWhatWaitedFromTheLastRun() throws IOException {
        store.write(Batch.of(Messages.incident("a"), Messages.subscription(), Messages.incident("b")));
        store.flush(LONG);
        try (var delivery = StandaloneDelivery.start(store, new IncidentLinesSettings(file), stdout)) {
            await().atMost(LONG).until(() -> store.outboxMessages() == 0);
            assertThat(delivery.linesWritten()).isEqualTo(2);
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void keepsIncidentsWhileTheFileCannotBeWritten() throws IOException {
        Path later = directory.resolve("later").resolve("incidents.jsonl");
        try (var delivery = StandaloneDelivery.start(store, new IncidentLinesSettings(later), stdout)) {
            delivery.send(Batch.of(Messages.incident("a")));
            await().atMost(LONG).until(() -> delivery.problem().isPresent());
            assertThat(delivery.problem().orElseThrow())
                    .startsWith("incidents.file: " + later + " (expected: a writable file): ");
            assertThat(store.outboxMessages()).isEqualTo(1);
            Files.createDirectory(later.getParent());
            await().atMost(LONG).until(() -> store.outboxMessages() == 0);
            assertThat(delivery.problem()).isEmpty();
        }
        assertThat(Files.readAllLines(later)).hasSize(1);
    }

    @Test
    void opensAgainWhenTheFileWasMovedAway() throws IOException {
        try (var delivery = StandaloneDelivery.start(store, new IncidentLinesSettings(file), stdout)) {
            delivery.send(Batch.of(Messages.incident("a")));
            await().atMost(LONG).until(() -> delivery.linesWritten() == 1);
            Files.move(file, directory.resolve("incidents.1"));
            delivery.send(Batch.of(Messages.incident("b")));
            await().atMost(LONG).until(() -> delivery.linesWritten() == 2);
        }
        assertThat(Files.readString(file)).contains("\"b\"").doesNotContain("\"a\"");
        assertThat(Files.readString(directory.resolve("incidents.1"))).contains("\"a\"");
    }

    @Test
    void copiesIncidentsBesidesTheStore() throws IOException {
        try (var delivery = CopyingDelivery.start(store, new IncidentLinesSettings(file), stdout)) {
            delivery.send(Batch.of(Messages.incident("a"), Messages.subscription()));
        }
        store.flush(LONG);
        assertThat(store.outboxMessages()).isEqualTo(2);
        assertThat(Files.readAllLines(file)).hasSize(1);
    }

    @Test
    void countsCopiesThatItCouldNotWrite() {
        List<Batch> kept = new ArrayList<>();
        try (var delivery = CopyingDelivery.start(
                kept::add, new IncidentLinesSettings(directory.resolve("none").resolve("x")), stdout)) {
            for (int i = 0; i < 10; i++) {
                delivery.send(Batch.of(Messages.incident("a")));
            }
            await().atMost(LONG).until(() -> delivery.droppedCopies() == 10);
            assertThat(delivery.problem()).isPresent();
        }
        assertThat(kept).hasSize(10);
    }

    @Test
    void takesItsFileFromTheSettings() {
        var program = ConfiguredProgram.of("agent", "watches", IncidentLinesSettings.settings());
        assertThat(IncidentLinesSettings.from(program.configure(List.of(), Map.of())))
                .isEmpty();
        assertThat(IncidentLinesSettings.orStandardOutput(program.configure(List.of(), Map.of())))
                .isEqualTo(new IncidentLinesSettings(null));
        assertThat(IncidentLinesSettings.from(program.configure(List.of("--incidents.file", "/x"), Map.of())))
                .contains(new IncidentLinesSettings(Path.of("/x")));
        assertThat(IncidentLinesSettings.from(program.configure(List.of("--incidents.file", "stdout"), Map.of())))
                .contains(new IncidentLinesSettings(null));
        assertThatThrownBy(() -> program.configure(List.of("--incidents.file", "x"), Map.of()))
                .hasMessage("--incidents.file: \"x\" (expected: an absolute path or stdout)");
    }
}
