// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.query;

import static io.plumbline.collector.testing.Samples.deviation;
import static io.plumbline.collector.testing.Samples.execution;
import static io.plumbline.collector.testing.Samples.incident;
import static io.plumbline.collector.testing.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.plumbline.collector.testing.TestAgent;
import io.plumbline.collector.testing.TestCollector;
import io.plumbline.v1.DecideRequest;
import io.plumbline.v1.Decision;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.QueryServiceGrpc;
import io.plumbline.v1.Severity;
import io.plumbline.v1.Verdict;
import io.plumbline.v1.WatchIncidentsRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class IncidentWatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestCollector collector = TestCollector.start();
    private final TestAgent agent = TestAgent.connect(collector.channel(), "node-a", uuid());

    @AfterEach
    void close() throws IOException {
        collector.close();
    }

    @Test
    void showsOpenIncidentsFirstAndThenEveryRevisionAndDecision() {
        String before = uuid();
        String after = uuid();
        agent.send(shell(before, 1)).settled();

        Watcher watcher = watch(WatchIncidentsRequest.newBuilder().setIncludeOpen(true));
        watcher.awaitCount(1);
        agent.send(shell(before, 2))
                .send(incident(after, 1, "db", deviation("d", execution("/bin/sh"))))
                .settled();
        watcher.awaitCount(3);
        collector
                .people()
                .decide(DecideRequest.newBuilder()
                        .setDecision(Decision.newBuilder()
                                .setIncidentId(after)
                                .setVerdict(Verdict.VERDICT_REJECT)
                                .setActor("ann"))
                        .build());
        watcher.awaitCount(4);

        assertThat(watcher.records)
                .extracting(record -> record.getIncident().getIncidentId() + "/"
                        + record.getIncident().getRevision())
                .containsExactly(before + "/1", before + "/2", after + "/1", after + "/1");
        assertThat(watcher.records.getLast().getStatus()).isEqualTo(IncidentStatus.INCIDENT_STATUS_REJECTED);
    }

    @Test
    void showsOnlyWhatWasAskedFor() {
        Watcher watcher = watch(WatchIncidentsRequest.newBuilder()
                .setNamespace("shop")
                .setWorkload("web")
                .setMinimumSeverity(Severity.SEVERITY_HIGH));
        await().atMost(PATIENCE).until(this::isWatched);
        String wanted = uuid();
        agent.send(shell(uuid(), 1).toBuilder()
                        .setSeverity(Severity.SEVERITY_LOW)
                        .build())
                .send(incident(uuid(), 1, "db", deviation("d", execution("/bin/sh"))))
                .send(shell(wanted, 1))
                .settled();

        watcher.awaitCount(1);
        assertThat(watcher.records.getFirst().getIncident().getIncidentId()).isEqualTo(wanted);
    }

    @Test
    void endsAWatchWhoseReaderIsTooSlowAndSaysHowToResume() {
        var slow = new Watcher(false);
        QueryServiceGrpc.newStub(collector.channel()).watchIncidents(WatchIncidentsRequest.getDefaultInstance(), slow);
        await().atMost(PATIENCE).until(this::isWatched);
        Incident large =
                shell(uuid(), 1).toBuilder().setTitle("x".repeat(16_000)).build();
        for (int i = 1; i <= IncidentWatch.QUEUE + 200; i++) {
            agent.send(large.toBuilder().setRevision(i).build());
        }
        agent.settled();

        slow.ask(Integer.MAX_VALUE);
        Status end = slow.awaitEnd();
        assertThat(end.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(end.getDescription()).contains("include_open");
        assertThat(agent.isEnded()).isFalse();
    }

    @Test
    void endsWhenTheCollectorStops() {
        Watcher watcher = watch(WatchIncidentsRequest.newBuilder());
        await().atMost(PATIENCE).until(this::isWatched);
        collector.restart();

        assertThat(watcher.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private boolean isWatched() {
        return collector.metrics().contains("plumbline_collector_watchers 1.0");
    }

    private Watcher watch(WatchIncidentsRequest.Builder request) {
        var watcher = new Watcher(true);
        QueryServiceGrpc.newStub(collector.channel()).watchIncidents(request.build(), watcher);
        return watcher;
    }

    private static Incident shell(String id, int revision) {
        return incident(id, revision, "web", deviation("d", execution("/bin/sh")));
    }

    private static final class Watcher implements ClientResponseObserver<WatchIncidentsRequest, IncidentRecord> {
        private final List<IncidentRecord> records = new CopyOnWriteArrayList<>();
        private final boolean eager;
        private volatile @Nullable Status ended;
        private volatile @Nullable ClientCallStreamObserver<WatchIncidentsRequest> call;

        private Watcher(boolean eager) {
            this.eager = eager;
        }

        private void awaitCount(int count) {
            await().atMost(PATIENCE).until(() -> records.size() >= count);
        }

        private Status awaitEnd() {
            await().atMost(PATIENCE).until(() -> ended != null);
            Status status = ended;
            return status == null ? Status.UNKNOWN : status;
        }

        private void ask(int count) {
            ClientCallStreamObserver<WatchIncidentsRequest> open = call;
            if (open != null) {
                open.request(count);
            }
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchIncidentsRequest> stream) {
            call = stream;
            if (!eager) {
                stream.disableAutoRequestWithInitial(1);
            }
        }

        @Override
        public void onNext(IncidentRecord record) {
            records.add(record);
        }

        @Override
        public void onError(Throwable failed) {
            ended = Status.fromThrowable(failed);
        }

        @Override
        public void onCompleted() {
            ended = Status.OK;
        }
    }
}
