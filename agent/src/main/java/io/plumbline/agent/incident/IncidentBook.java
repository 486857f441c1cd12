// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.v1.Incident;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The open incidents of this node. A deviation joins the story of its lineage in its container, or, when nobody knows who did
 * it, the container's latest story; drift that is raised already only counts up. Owned by the pipeline thread. Bounded: of
 * more than {@value #MOST_STORIES} stories the least recent is closed.
 */
public final class IncidentBook {
    private static final int MOST_STORIES = 1024;

    /** A new fact joins a story that moved within this time; the same fact again joins whatever story has it. */
    private static final long WINDOW_NANOS = 60L * 60 * 1_000_000_000L;

    /** A story is told again for mere repetition at most this often. */
    private static final long REPEAT_NANOS = 2_000_000_000L;

    private final String node;
    private final Supplier<String> ids;
    private final ProcessEvidence evidence;
    private final Map<String, Story> stories = new LinkedHashMap<>();

    /** An incident to send and to keep, with what {@link #restore} needs to go on with it. */
    public record Told(Incident incident, @Nullable String anchor) {
        /** Name under which an incident is kept: its id, and what its story hangs on. */
        public String key() {
            return keyOf(incident.getIncidentId(), anchor);
        }

        static String keyOf(String incidentId, @Nullable String anchor) {
            return anchor == null ? incidentId : incidentId + " " + anchor;
        }

        /** Reads an incident back from under its name. */
        public static Told of(String key, Incident incident) {
            int space = key.indexOf(' ');
            return new Told(incident, space < 0 ? null : key.substring(space + 1));
        }
    }

    /** {@code ids} gives a new UUIDv7 at each call. */
    public IncidentBook(String node, Supplier<String> ids, ProcessEvidence evidence) {
        this.node = node;
        this.ids = ids;
        this.evidence = evidence;
    }

    /** Goes on with an incident of an earlier run. */
    public void restore(Told told) {
        stories.put(told.incident().getIncidentId(), new Story(told.incident(), told.anchor()));
    }

    /** Takes up a deviation. */
    public void raise(Deviation deviation, Subject subject) {
        TrackedProcess process = deviation.process();
        if (process != null) {
            process.markDeviating();
        }
        if (deviation.repeated() && process != null && isTold(evidence.processId(process))) {
            // Found again after a restart: by now its parent may be gone, but its story is told.
            return;
        }
        String anchor = process == null ? null : evidence.processId(process.anchor());
        Story story = find(deviation, subject.container().getId(), anchor);
        if (story == null) {
            story = new Story(ids.get(), anchor, node, subject);
            stories.put(story.incidentId(), story);
        }
        story.add(deviation, subject, evidence);
    }

    private boolean isTold(String processId) {
        return stories.values().stream().anyMatch(story -> story.tells(processId));
    }

    private @Nullable Story find(Deviation deviation, String containerId, @Nullable String anchor) {
        Story latest = null;
        for (Story story : stories.values()) {
            if (!story.containerId().equals(containerId)) {
                continue;
            }
            if (story.has(deviation)) {
                return story;
            }
            boolean sameLineage = anchor == null || Objects.equals(anchor, story.anchor());
            boolean recent = deviation.atUnixNanos() - story.lastSeenUnixNanos() < WINDOW_NANOS;
            if (sameLineage && recent) {
                latest = story;
            }
        }
        return latest;
    }

    /** The incidents that have something new to tell now, each in its next revision. */
    public List<Told> due(long nowNanos) {
        List<Told> due = new ArrayList<>();
        for (Story story : stories.values()) {
            if (story.due(nowNanos, REPEAT_NANOS)) {
                due.add(new Told(story.tell(nowNanos), story.anchor()));
            }
        }
        return due;
    }

    /** Closes stories that nothing was added to for a day, and the oldest beyond the bound; returns the names they are kept under. */
    public List<String> close(long nowUnixNanos) {
        List<String> closed = new ArrayList<>();
        for (Story story : List.copyOf(stories.values())) {
            boolean old = nowUnixNanos - story.lastSeenUnixNanos() > 24 * WINDOW_NANOS;
            if (old || stories.size() > MOST_STORIES) {
                stories.remove(story.incidentId());
                closed.add(Told.keyOf(story.incidentId(), story.anchor()));
            }
        }
        return closed;
    }

    public int open() {
        return stories.size();
    }
}
