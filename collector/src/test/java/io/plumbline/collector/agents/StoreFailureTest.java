// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import static io.plumbline.collector.testing.Samples.delta;
import static io.plumbline.collector.testing.Samples.deviation;
import static io.plumbline.collector.testing.Samples.execution;
import static io.plumbline.collector.testing.Samples.incident;
import static io.plumbline.collector.testing.Samples.key;
import static io.plumbline.collector.testing.Samples.listening;
import static io.plumbline.collector.testing.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.plumbline.collector.testing.FaultyStore;
import io.plumbline.collector.testing.TestAgent;
import io.plumbline.collector.testing.TestCollector;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.ChangeProfileRequest;
import io.plumbline.v1.GetIncidentRequest;
import io.plumbline.v1.GetProfileRequest;
import io.plumbline.v1.LockProfile;
import io.plumbline.v1.Profile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StoreFailureTest {
    private final AtomicReference<FaultyStore> store = new AtomicReference<>();
    private final TestCollector collector = TestCollector.start(settings -> settings, opened -> {
        var faulty = new FaultyStore(opened);
        store.set(faulty);
        return faulty;
    });
    private final String epoch = uuid();

    @AfterEach
    void close() throws IOException {
        collector.close();
    }

    @Test
    void doesNotAcknowledgeWhatWasNotCommittedAndTakesItLater() throws Exception {
        String id = uuid();
        TestAgent agent = TestAgent.connect(collector.channel(), "node-a", epoch);
        agent.send(incident(uuid(), 1, "web", deviation("d", execution("/bin/sh"))))
                .settled();

        store.get().refuse(true);
        Status end = agent.send(incident(id, 1, "web", deviation("d", execution("/bin/sh"))))
                .awaitEnd();
        assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(end.getDescription()).contains("disk is full");
        assertThat(agent.acked()).isEqualTo(1);
        assertThat(readyz()).isEqualTo(503);

        store.get().refuse(false);
        TestAgent again = TestAgent.connect(collector.channel(), "node-a", epoch);
        assertThat(again.welcome().getAckedSequence()).isEqualTo(1);
        again.send(incident(id, 1, "web", deviation("d", execution("/bin/sh")))).settled();
        assertThat(collector
                        .people()
                        .getIncident(GetIncidentRequest.newBuilder()
                                .setIncidentId(id)
                                .build())
                        .getIncident()
                        .getRevision())
                .isEqualTo(1);
        assertThat(readyz()).isEqualTo(200);
    }

    @Test
    void forgetsWhatItLearnedWithoutCommit() {
        TestAgent agent = TestAgent.connect(collector.channel(), "node-a", epoch);
        agent.send(delta("web", "a", 1, listening(80))).settled();
        store.get().refuse(true);
        agent.send(delta("web", "a", 1, listening(81))).awaitEnd();
        assertThatThrownBy(() -> lock()).hasMessageContaining("UNAVAILABLE");
        store.get().refuse(false);

        Profile profile = profile();
        assertThat(profile.getEntriesList()).hasSize(1);
        assertThat(profile.getState()).isEqualTo(BaselineState.BASELINE_STATE_LEARNING);

        TestAgent again = TestAgent.connect(collector.channel(), "node-a", epoch);
        again.send(delta("web", "a", 1, listening(81))).settled();
        assertThat(profile().getEntriesList()).hasSize(2);
    }

    @Test
    void acknowledgesOnlyAfterTheCommitReturned() {
        TestAgent agent = TestAgent.connect(collector.channel(), "node-a", epoch);
        store.get().hold();
        agent.send(incident(uuid(), 1, "web", deviation("d", execution("/bin/sh"))));
        await().until(() -> store.get().isHolding());
        assertThat(agent.acks()).isZero();

        store.get().release();
        agent.settled();
    }

    @Test
    void anAgentThatSendsMoreThanItsWindowIsHeldBack() {
        TestAgent agent = TestAgent.connect(collector.channel(), "node-a", epoch);
        store.get().hold();
        for (int i = 0; i < 4 * AgentConnection.WINDOW; i++) {
            agent.send(incident(uuid(), 1, "web", deviation("d", execution("/bin/sh"))));
        }
        await().until(() -> store.get().isHolding());
        // The collector stops to ask for more while the store stands still.
        await().during(Duration.ofMillis(500)).until(() -> waiting() <= AgentConnection.WINDOW);

        store.get().release();
        agent.settled();
    }

    private double waiting() {
        return collector
                .metrics()
                .lines()
                .filter(line -> line.startsWith("plumbline_collector_writer_queue "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private int readyz() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + collector.collector().adminPort() + "/readyz"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        }
    }

    private Profile profile() {
        return collector
                .people()
                .getProfile(GetProfileRequest.newBuilder().setKey(key("web")).build());
    }

    private Profile lock() {
        return collector
                .people()
                .changeProfile(ChangeProfileRequest.newBuilder()
                        .setKey(key("web"))
                        .setLock(LockProfile.getDefaultInstance())
                        .setActor("ann")
                        .build());
    }
}
