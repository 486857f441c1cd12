// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.document;

import io.plumbline.profiles.behavior.Sensitivity;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.LearningProgress;
import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Support;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.ContainerType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a profile as a document. A new text each time: comments of a file that was read are not part of it. */
public final class DocumentWriter {
    private static final long NANOS = 1_000_000_000L;

    private DocumentWriter() {}

    /**
     * The document of a profile.
     *
     * @param asBaseline true to write active learned entries to {@code spec.baseline} and no status, so that export, Git and
     *     import keep everything; entries that wait for a person are left out, since nobody has confirmed them
     */
    public static String write(Profile profile, boolean asBaseline) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", ProfileDocument.API_VERSION);
        document.put("kind", ProfileDocument.KIND);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", ProfileDocument.nameOf(profile.key()));
        metadata.put("namespace", profile.key().workload().namespace());
        document.put("metadata", metadata);
        document.put("spec", spec(profile, asBaseline));
        if (!asBaseline) {
            document.put("status", status(profile));
        }
        return YamlText.write(document);
    }

    private static Map<String, Object> spec(Profile profile, boolean asBaseline) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("target", target(profile.key()));
        spec.put("mode", Words.word(profile.mode()));
        List<Map<String, Object>> allowed = new ArrayList<>();
        List<Map<String, Object>> denied = new ArrayList<>();
        List<Map<String, Object>> baseline = new ArrayList<>();
        for (ProfileEntry entry : sorted(profile)) {
            if (entry.state() == EntryState.DENIED) {
                denied.add(statement(entry));
            } else if (entry.state() == EntryState.ACTIVE && entry.source() == EntrySource.ACCEPTED) {
                allowed.add(statement(entry));
            } else if (entry.state() == EntryState.ACTIVE && (asBaseline || entry.source() == EntrySource.IMPORTED)) {
                baseline.add(statement(entry));
            }
        }
        spec.put("allowed", allowed);
        spec.put("denied", denied);
        spec.put("baseline", baseline);
        return spec;
    }

    /** Sorts by kind and id: two exports of one profile differ only where the profile does. */
    private static List<ProfileEntry> sorted(Profile profile) {
        return profile.entries().values().stream()
                .sorted(Comparator.comparing((ProfileEntry entry) ->
                                entry.behavior().getClass().getSimpleName())
                        .thenComparing(DocumentWriter::subject)
                        .thenComparing(ProfileEntry::id))
                .toList();
    }

    private static String subject(ProfileEntry entry) {
        Map<String, Object> map = new LinkedHashMap<>();
        BehaviorWriter.write(entry.behavior(), map);
        return map.toString();
    }

    private static Map<String, Object> target(BaselineKey key) {
        Map<String, Object> target = new LinkedHashMap<>();
        if (!key.workload().cluster().isEmpty()) {
            target.put("cluster", key.workload().cluster());
        }
        target.put("kind", key.workload().kind());
        target.put("name", key.workload().name());
        target.put("container", key.containerName());
        if (key.containerType() != ContainerType.UNKNOWN) {
            target.put("containerType", Words.word(key.containerType()));
        }
        return target;
    }

    private static Map<String, Object> statement(ProfileEntry entry) {
        Map<String, Object> statement = new LinkedHashMap<>();
        BehaviorWriter.write(entry.behavior(), statement);
        Attribution attribution = entry.attribution();
        if (attribution != null) {
            statement.put("decidedBy", attribution.decidedBy());
            if (!attribution.reason().isEmpty()) {
                statement.put("reason", attribution.reason());
            }
            if (attribution.expiresAt() != null) {
                statement.put("expiresAt", time(attribution.expiresAt()));
            }
        }
        return statement;
    }

    private static Map<String, Object> status(Profile profile) {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("state", Words.word(profile.state()));
        status.put("stateReason", profile.stateReason());
        status.put("stateSince", time(profile.stateSince()));
        status.put("generation", profile.generation());
        status.put("contentHash", profile.contentHash());
        status.put("progress", progress(profile.progress()));
        List<Map<String, Object>> learned = new ArrayList<>();
        for (ProfileEntry entry : sorted(profile)) {
            if (entry.source() != EntrySource.ACCEPTED && entry.source() != EntrySource.IMPORTED) {
                learned.add(learned(entry));
            }
        }
        status.put("learned", learned);
        return status;
    }

    private static Map<String, Object> progress(LearningProgress progress) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("fraction", progress.fraction());
        map.put("rule", progress.rule());
        map.put("waitingFor", progress.waitingFor());
        map.put("observations", progress.observations());
        map.put("singletons", progress.singletons());
        map.put("lost", progress.lost());
        putTime("since", progress.since(), map);
        putTime("lastNovelty", progress.lastNovelty(), map);
        return map;
    }

    private static Map<String, Object> learned(ProfileEntry entry) {
        Map<String, Object> map = new LinkedHashMap<>();
        BehaviorWriter.write(entry.behavior(), map);
        map.put("state", Words.word(entry.state()));
        map.put("source", Words.word(entry.source()));
        map.put("class", Words.word(entry.classification().behaviorClass()));
        if (!entry.classification().sensitivities().isEmpty()) {
            map.put(
                    "sensitivities",
                    entry.classification().sensitivities().stream()
                            .map(Sensitivity::word)
                            .toList());
        }
        Support support = entry.support();
        map.put("count", support.count());
        putTime("firstSeen", support.firstSeen(), map);
        putTime("lastSeen", support.lastSeen(), map);
        map.put("replicas", support.replicas());
        map.put("starts", support.starts());
        map.put("nodes", support.nodes());
        map.put("imageVersions", support.imageVersions());
        if (!entry.usage().equals(Usage.NONE)) {
            map.put("usage", usage(entry.usage()));
        }
        if (!entry.addresses().isEmpty()) {
            map.put("addresses", entry.addresses());
        }
        return map;
    }

    private static Map<String, Object> usage(Usage usage) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("peakBytesSent", usage.peakBytesSent());
        map.put("peakConnections", usage.peakConnections());
        map.put("regular", usage.regular());
        return map;
    }

    private static void putTime(String name, long unixNanos, Map<String, Object> map) {
        if (unixNanos != 0) {
            map.put(name, time(unixNanos));
        }
    }

    private static String time(long unixNanos) {
        return Instant.ofEpochSecond(Math.floorDiv(unixNanos, NANOS), Math.floorMod(unixNanos, NANOS))
                .toString();
    }
}
