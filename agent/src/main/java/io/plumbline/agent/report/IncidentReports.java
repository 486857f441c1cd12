// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.report;

import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.agent.incident.IncidentTracker;
import io.plumbline.agent.state.Batch;
import io.plumbline.v1.Incident;
import java.util.List;
import java.util.Map;

/** Tells incidents as they change. Owned by the pipeline thread. */
public final class IncidentReports {
    private static final String INCIDENT = "incident";

    private final ReportWriter writer;
    private final IncidentTracker incidents;
    private long told;

    public IncidentReports(ReportWriter writer, IncidentTracker incidents) {
        this.writer = writer;
        this.incidents = incidents;
    }

    /** Goes on with the incidents of an earlier run. */
    public void restore(KeptState kept) {
        Map<String, byte[]> stored = kept.load(INCIDENT);
        stored.forEach((key, value) -> {
            try {
                incidents.restore(IncidentTracker.Snapshot.of(key, Incident.parseFrom(value)));
            } catch (InvalidProtocolBufferException damaged) {
                // Told again under a new id if it happens again.
            }
        });
    }

    /** Sends incidents that have something new to tell. */
    public void send(long nowNanos) {
        Batch.Builder batch = Batch.builder();
        for (IncidentTracker.Snapshot snapshot : incidents.due(nowNanos)) {
            Incident incident = snapshot.incident();
            batch.message(writer.message().setIncident(incident).build());
            batch.put(INCIDENT, snapshot.key(), incident.toByteArray());
            told++;
        }
        writer.send(batch.build());
    }

    /** Forgets incidents that nothing was added to for long. */
    public void close() {
        List<String> closed = incidents.close(writer.unixNanos());
        Batch.Builder batch = Batch.builder();
        closed.forEach(key -> batch.delete(INCIDENT, key));
        writer.send(batch.build());
    }

    /** Revisions sent so far. */
    public long told() {
        return told;
    }
}
