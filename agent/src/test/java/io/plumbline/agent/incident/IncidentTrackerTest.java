// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.observation.Rule;
import io.plumbline.agent.process.ProcessIdentity;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.IdentitySource;
import io.plumbline.profiles.workload.Workload;
import io.plumbline.v1.ContainerInstance;
import io.plumbline.v1.Coverage;
import io.plumbline.v1.Incident;
import io.plumbline.v1.Pod;
import io.plumbline.v1.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentTrackerTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 24 * 3600 * SECOND;

    private int made;
    private final IncidentTracker tracker = new IncidentTracker(
            "node-a",
            () -> "id-" + ++made,
            new ProcessEvidence(
                    new ProcessIdentity("node-a", "boot"),
                    new Redaction("0123456789abcdef".getBytes(StandardCharsets.US_ASCII)),
                    boot -> boot));

    @Test
    void repetitionIsToldNowAndThenWithItsCount() {
        raise(4444, SECOND);
        Incident first = onlyDue(SECOND);
        for (int i = 0; i < 50; i++) {
            raise(4444, 2 * SECOND);
        }

        assertThat(tracker.due(SECOND + 1)).isEmpty();
        Incident second = onlyDue(10 * SECOND);
        assertThat(second.getIncidentId()).isEqualTo(first.getIncidentId());
        assertThat(second.getRevision()).isEqualTo(2);
        assertThat(second.getDeviations(0).getCount()).isEqualTo(51);
        assertThat(tracker.due(100 * SECOND)).isEmpty();
    }

    @Test
    void aNewFactIsToldAtOnceAndMakesAnotherStoryForTheFingerprint() {
        raise(4444, SECOND);
        Incident first = onlyDue(SECOND);
        raise(5555, SECOND + 1);

        Incident second = onlyDue(SECOND + 1);
        assertThat(second.getDeviationsCount()).isEqualTo(2);
        assertThat(second.getFingerprint()).isNotEqualTo(first.getFingerprint());
        assertThat(second.getTitle()).isEqualTo("listens on port 4444/tcp, and 1 more");
    }

    @Test
    void theSameStoryInAnotherReplicaHasTheSameFingerprint() {
        raise(4444, SECOND);
        Incident here = onlyDue(SECOND);
        tracker.raise(deviation(4444, SECOND), subject("f".repeat(64), 1));

        Incident there = onlyDue(SECOND);
        assertThat(there.getIncidentId()).isNotEqualTo(here.getIncidentId());
        assertThat(there.getFingerprint()).isEqualTo(here.getFingerprint());
    }

    @Test
    void whatIsTooMuchIsCountedNotDroppedInSilence() {
        for (int port = 1; port <= OpenIncident.MOST_DEVIATIONS + 10; port++) {
            raise(port, SECOND);
        }

        Incident incident = onlyDue(SECOND);
        assertThat(incident.getDeviationsCount()).isEqualTo(OpenIncident.MOST_DEVIATIONS);
        assertThat(incident.getDeviationsOmitted()).isEqualTo(10);
    }

    @Test
    void aBaselineThatIsHardlyKnownMakesDriftLessSevere() {
        raise(4444, SECOND);
        tracker.raise(deviation(4444, SECOND), subject("f".repeat(64), 0.1));

        assertThat(tracker.due(SECOND))
                .extracting(told -> told.incident().getSeverity())
                .containsExactly(Severity.SEVERITY_MEDIUM, Severity.SEVERITY_LOW);
    }

    @Test
    void anIncidentGoesOnAfterARestart() {
        raise(4444, SECOND);
        IncidentTracker.Snapshot told = tracker.due(SECOND).getFirst();
        IncidentTracker next = new IncidentTracker(
                "node-a",
                () -> "other",
                new ProcessEvidence(
                        new ProcessIdentity("node-a", "boot"),
                        new Redaction("0123456789abcdef".getBytes(StandardCharsets.US_ASCII)),
                        boot -> boot));
        next.restore(IncidentTracker.Snapshot.of(told.key(), told.incident()));
        next.raise(deviation(4444, 2 * SECOND), subject("a".repeat(64), 1));

        Incident again = next.due(2 * SECOND).getFirst().incident();
        assertThat(again.getIncidentId()).isEqualTo(told.incident().getIncidentId());
        assertThat(again.getRevision()).isEqualTo(2);
        assertThat(again.getDeviations(0).getCount()).isEqualTo(2);
    }

    @Test
    void aStoryThatIsQuietForADayIsClosed() {
        raise(4444, SECOND);
        String key = tracker.due(SECOND).getFirst().key();

        assertThat(tracker.close(DAY)).isEmpty();
        assertThat(tracker.close(2 * DAY)).containsExactly(key);
        assertThat(tracker.open()).isZero();
    }

    private void raise(int port, long at) {
        tracker.raise(deviation(port, at), subject("a".repeat(64), 1));
    }

    private Incident onlyDue(long now) {
        List<IncidentTracker.Snapshot> due = tracker.due(now);
        assertThat(due).hasSize(1);
        return due.getFirst().incident();
    }

    private static Deviation deviation(int port, long at) {
        Behavior listening = new Listening(Transport.TCP, port, false);
        return new Deviation(Rule.NEW_LISTENER, List.of("never listened on"), Observation.of(listening, null, at), 1);
    }

    private static Subject subject(String containerId, double confidence) {
        return new Subject(
                new BaselineKey(new Workload("c", "shop", "Deployment", "web"), "web", ContainerType.APP),
                IdentitySource.LABELS,
                Pod.getDefaultInstance(),
                ContainerInstance.newBuilder().setId(containerId).build(),
                Coverage.getDefaultInstance(),
                confidence);
    }
}
