// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.v1.Incident;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The open incidents of this node. A deviation joins the incident of its lineage in its container; or, when its rule is told
 * there, that of another worker of the same server; or, when nobody knows who did it, the container's latest incident. Drift that
 * is raised already only counts up. Owned by the pipeline thread. Bounded: of more than {@value #MOST_OPEN} incidents, or of more
 * than 3 MiB, the least recent is closed.
 */
public final class IncidentTracker {
    private static final int MOST_OPEN = 1024;

    /** Of all open incidents together, as they are sent; in memory they take about twice as much. */
    private static final long MOST_BYTES = 3 << 20;

    /** A new deviation joins an incident that moved within this time; the same one again joins whatever incident has it. */
    private static final long WINDOW_NANOS = 60L * 60 * 1_000_000_000L;

    /** An incident is told again for mere repetition at most this often. */
    private static final long REPEAT_NANOS = 2_000_000_000L;

    private final String node;
    private final Supplier<String> ids;
    private final ProcessEvidence evidence;
    private final Map<String, OpenIncident> incidents = new LinkedHashMap<>();
    private final Map<String, List<OpenIncident>> byContainer = new HashMap<>();
    private long bytes;
    private final Set<OpenIncident> changed = new LinkedHashSet<>();

    /** An incident to send and to keep, with what {@link #restore} needs to go on with it. */
    public record Snapshot(Incident incident, @Nullable String anchor) {
        /** Name under which an incident is kept: its id, and the process that its lineage hangs on. */
        public String key() {
            return keyOf(incident.getIncidentId(), anchor);
        }

        static String keyOf(String incidentId, @Nullable String anchor) {
            return anchor == null ? incidentId : incidentId + " " + anchor;
        }

        /** Reads an incident back from under its name. */
        public static Snapshot of(String key, Incident incident) {
            int space = key.indexOf(' ');
            return new Snapshot(incident, space < 0 ? null : key.substring(space + 1));
        }
    }

    /** {@code ids} gives a new UUIDv7 at each call. */
    public IncidentTracker(String node, Supplier<String> ids, ProcessEvidence evidence) {
        this.node = node;
        this.ids = ids;
        this.evidence = evidence;
    }

    /** Goes on with an incident of an earlier run. */
    public void restore(Snapshot snapshot) {
        open(new OpenIncident(snapshot.incident(), snapshot.anchor()));
    }

    private void open(OpenIncident incident) {
        bytes += incident.bytes();
        incidents.put(incident.incidentId(), incident);
        byContainer
                .computeIfAbsent(incident.containerId(), ignored -> new ArrayList<>(1))
                .add(incident);
    }

    /** Takes up a deviation. */
    public void raise(Deviation deviation, Subject subject) {
        Observation observation = deviation.observation();
        TrackedProcess process = observation.process();
        String containerId = subject.container().getId();
        if (process != null) {
            process.markDeviating();
        }
        if (observation.found() && process != null && isTold(containerId, evidence.processId(process))) {
            // Found again after a restart: by now its parent may be gone, but its incident is told.
            return;
        }
        String key = OpenIncident.key(deviation);
        String anchor = process == null ? null : evidence.processId(process.anchor());
        OpenIncident incident = find(containerId, deviation, anchor, observation.atUnixNanos());
        if (incident == null) {
            incident = new OpenIncident(ids.get(), anchor, node, subject);
            open(incident);
        }
        if (process != null && anchor != null) {
            incident.reaches(anchor, serving(process.anchor()));
        }
        int before = incident.bytes();
        incident.add(key, deviation, subject, evidence);
        bytes += incident.bytes() - before;
        changed.add(incident);
    }

    /**
     * Names what serves: a program and who started it. A server's workers have one name, whether they live for one request or for
     * many; what came through the container runtime twice has two.
     */
    private String serving(TrackedProcess anchor) {
        TrackedProcess starter = anchor.starter();
        return anchor.executable() + " " + evidence.processId(starter == null ? anchor.firstOfProgram() : starter);
    }

    private List<OpenIncident> of(String containerId) {
        return byContainer.getOrDefault(containerId, List.of());
    }

    private boolean isTold(String containerId, String processId) {
        return of(containerId).stream().anyMatch(incident -> incident.tells(processId));
    }

    private @Nullable OpenIncident find(
            String containerId, Deviation deviation, @Nullable String anchor, long atUnixNanos) {
        String key = OpenIncident.key(deviation);
        TrackedProcess process = deviation.observation().process();
        String serving = process == null ? null : serving(process.anchor());
        OpenIncident latest = null;
        OpenIncident ofServer = null;
        for (OpenIncident incident : of(containerId)) {
            if (incident.has(key)) {
                return incident;
            }
            boolean sameLineage = anchor == null || incident.hangsOn(anchor);
            boolean recent = atUnixNanos - incident.lastSeenUnixNanos() < WINDOW_NANOS;
            if (sameLineage && recent) {
                latest = incident;
            } else if (recent
                    && serving != null
                    && incident.isServedBy(serving)
                    && incident.tellsRule(deviation.rule())) {
                ofServer = incident;
            }
        }
        return latest == null ? ofServer : latest;
    }

    /** The incidents that have something new to tell now, each in its next revision. */
    public List<Snapshot> due(long nowNanos) {
        List<Snapshot> due = new ArrayList<>();
        changed.removeIf(incident -> {
            boolean now = incident.due(nowNanos, REPEAT_NANOS);
            if (now) {
                due.add(new Snapshot(incident.tell(nowNanos), incident.anchor()));
            }
            return now;
        });
        return due;
    }

    /** Closes incidents that nothing was added to for a day, and the oldest beyond the bound; returns the names they are kept under. */
    public List<String> close(long nowUnixNanos) {
        List<String> closed = new ArrayList<>();
        for (OpenIncident incident : List.copyOf(incidents.values())) {
            boolean old = nowUnixNanos - incident.lastSeenUnixNanos() > 24 * WINDOW_NANOS;
            if (old || incidents.size() > MOST_OPEN || bytes > MOST_BYTES) {
                forget(incident);
                closed.add(Snapshot.keyOf(incident.incidentId(), incident.anchor()));
            }
        }
        return closed;
    }

    private void forget(OpenIncident incident) {
        incidents.remove(incident.incidentId());
        bytes -= incident.bytes();
        changed.remove(incident);
        byContainer.computeIfPresent(incident.containerId(), (id, open) -> {
            open.remove(incident);
            return open.isEmpty() ? null : open;
        });
    }

    public int open() {
        return incidents.size();
    }
}
