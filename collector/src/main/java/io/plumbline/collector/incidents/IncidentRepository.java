// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.incidents;

import io.plumbline.collector.metrics.CollectorMetrics;
import io.plumbline.collector.store.Change;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.Times;
import io.plumbline.collector.writer.Turn;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keeps each incident once, in its newest revision. Writer thread only. */
public final class IncidentRepository {
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{8,64}");
    private static final int MAX_DEVIATIONS = 64;

    private final Store store;
    private final IncidentFeed feed;
    private final CollectorMetrics metrics;
    private final InstantSource clock;
    /** The incidents that this turn has changed and not committed yet. */
    private final Map<String, IncidentRecord> pending = new HashMap<>();

    public IncidentRepository(Store store, IncidentFeed feed, CollectorMetrics metrics, InstantSource clock) {
        this.store = store;
        this.feed = feed;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Stores the revision unless a newer one is known.
     *
     * @return what is wrong with the incident; empty when it is known now
     */
    public Optional<String> take(Turn turn, Incident incident) {
        if (!ID.matcher(incident.getIncidentId()).matches()) {
            return Optional.of("incident.incident_id: "
                    + incident.getIncidentId().length() + " characters (expected: 8 to 64 letters, digits or '-')");
        }
        if (incident.getDeviationsCount() > MAX_DEVIATIONS) {
            return Optional.of("incident.deviations: " + incident.getDeviationsCount() + " (expected: at most "
                    + MAX_DEVIATIONS + ")");
        }
        String id = incident.getIncidentId();
        IncidentRecord known =
                pending.containsKey(id) ? pending.get(id) : store.incident(id).orElse(null);
        if (known != null && !known.getIncident().getNode().equals(incident.getNode())) {
            return Optional.of("incident.incident_id: " + id + " (expected: an id of node " + incident.getNode()
                    + ", this one is of " + known.getIncident().getNode() + ")");
        }
        if (known != null && Integer.compareUnsigned(known.getIncident().getRevision(), incident.getRevision()) >= 0) {
            return Optional.empty();
        }
        long now = Times.nanos(clock);
        long received = known == null ? now : known.getReceivedAtUnixNanos();
        IncidentRecord record = IncidentRecord.newBuilder()
                .setIncident(incident)
                .setStatus(IncidentStatus.INCIDENT_STATUS_OPEN)
                .setReceivedAtUnixNanos(received)
                .setUpdatedAtUnixNanos(now)
                .build();
        var decided = store.decisions(id, incident.getFingerprint());
        save(turn, decided.isEmpty() ? record : new DecidedDeviations(incident, decided, received, now).apply(record));
        if (known == null) {
            turn.afterCommit(() -> metrics.newIncident(
                    incident.getSeverity().name().replace("SEVERITY_", "").toLowerCase(Locale.ROOT)));
        }
        return Optional.empty();
    }

    /** Stores the record as it is, and tells watchers after the commit. */
    public void save(Turn turn, IncidentRecord record) {
        String id = record.getIncident().getIncidentId();
        pending.put(id, record);
        turn.add(new Change.IncidentSaved(record));
        turn.afterFailure(this, failed -> pending.clear());
        turn.afterCommit(() -> {
            pending.remove(id);
            if (feed.watchers() > 0) {
                feed.publish(store.incident(id)
                        .map(stored -> withGroup(record, stored))
                        .orElse(record));
            }
        });
    }

    private static IncidentRecord withGroup(IncidentRecord record, IncidentRecord stored) {
        return record.toBuilder().setGroupSize(stored.getGroupSize()).build();
    }
}
