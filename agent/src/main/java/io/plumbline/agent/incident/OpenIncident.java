// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.observation.Rule;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorClass;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Incident;
import io.plumbline.v1.Origin;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One open incident: deviations of one lineage in one container, in the order in which they were first seen. */
final class OpenIncident {
    static final int MOST_DEVIATIONS = 64;

    /** Of all deviations together, as they are sent. */
    static final int MOST_BYTES = 256 << 10;

    /** Of one server's workers; of more, the latest. */
    private static final int MOST_LINEAGES = 64;

    private final String incidentId;
    private final @Nullable String anchor;
    private final Map<String, Deviation> deviations = new LinkedHashMap<>();
    private final Set<String> lineages = new LinkedHashSet<>();
    private @Nullable String serving;
    private Incident.Builder head;
    private long omitted;
    private int revision;
    private boolean changed;
    private boolean urgent;
    private int bytes;
    private long lastSeenUnixNanos;
    private long lastSentNanos = Long.MIN_VALUE;

    /** {@code anchor}: process id of the nearest ancestor that did nothing wrong; null for observations without a process. */
    OpenIncident(String incidentId, @Nullable String anchor, String node, Subject subject) {
        this.incidentId = incidentId;
        this.anchor = anchor;
        head = Incident.newBuilder().setIncidentId(incidentId).setNode(node).setAttackVersion(AttackTechnique.VERSION);
        about(subject);
    }

    /** A incident of an earlier run of the agent. */
    OpenIncident(Incident incident, @Nullable String anchor) {
        incidentId = incident.getIncidentId();
        this.anchor = anchor;
        head = incident.toBuilder();
        omitted = incident.getDeviationsOmitted();
        revision = incident.getRevision();
        for (Deviation deviation : incident.getDeviationsList()) {
            deviations.put(deviation.getKey(), deviation);
            bytes += deviation.getSerializedSize();
            lastSeenUnixNanos = Math.max(lastSeenUnixNanos, deviation.getLastSeenUnixNanos());
        }
    }

    private void about(Subject subject) {
        head.setBaseline(WorkloadCodec.toProto(subject.baseline()))
                .setIdentitySource(WorkloadCodec.toProto(subject.identitySource()))
                .setPod(subject.pod())
                .setContainer(subject.container())
                .setCoverage(subject.coverage())
                .setConfidence(subject.confidence());
    }

    /** Takes up a deviation; the same one again only counts. */
    void add(String key, io.plumbline.agent.incident.Deviation raised, Subject subject, ProcessEvidence evidence) {
        Observation observation = raised.observation();
        about(subject);
        lastSeenUnixNanos = Math.max(lastSeenUnixNanos, observation.atUnixNanos());
        Deviation known = deviations.get(key);
        if (known != null) {
            if (observation.found() && sameProcess(known, observation.process(), evidence)) {
                return;
            }
            Deviation.Builder more = known.toBuilder()
                    .setCount(known.getCount() + raised.count())
                    .setLastSeenUnixNanos(Math.max(known.getLastSeenUnixNanos(), observation.atUnixNanos()));
            if (raised.rule().isMeasured()) {
                more.clearBecause().addAllBecause(raised.because());
            }
            deviations.put(key, more.build());
        } else if ((deviations.size() < MOST_DEVIATIONS && bytes < MOST_BYTES) || makeRoom(raised.rule())) {
            Deviation described = describe(key, raised, subject, evidence);
            deviations.put(key, described);
            bytes += described.getSerializedSize();
            urgent = true;
        } else {
            omitted++;
        }
        changed = true;
    }

    /** Something of a kind that is not told yet says more than one more of the kind that is told most often. */
    private boolean makeRoom(Rule rule) {
        // The usual case in a storm, so it comes before anything is counted.
        if (deviations.values().stream()
                .anyMatch(deviation -> deviation.getRule().equals(rule.text()))) {
            return false;
        }
        Map<String, String> latest = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        deviations.forEach((key, deviation) -> {
            latest.put(deviation.getRule(), key);
            counts.merge(deviation.getRule(), 1, Integer::sum);
        });
        Map.Entry<String, Integer> most =
                counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        String last = latest.get(most.getKey());
        if (most.getValue() == 1 || last == null) {
            return false;
        }
        Deviation gone = deviations.remove(last);
        bytes -= gone == null ? 0 : gone.getSerializedSize();
        omitted++;
        return true;
    }

    private static boolean sameProcess(Deviation known, @Nullable TrackedProcess process, ProcessEvidence evidence) {
        return process == null || known.getProcess().getProcessId().equals(evidence.processId(process));
    }

    private static Deviation describe(
            String key, io.plumbline.agent.incident.Deviation raised, Subject subject, ProcessEvidence evidence) {
        Observation observation = raised.observation();
        Deviation.Builder builder = Deviation.newBuilder()
                .setKey(key)
                .setKind(raised.rule().kind())
                .setBehavior(BehaviorCodec.toProto(observation.behavior()))
                .setBehaviorClass(
                        observation.classification().behaviorClass() == BehaviorClass.SENSITIVE
                                ? io.plumbline.v1.BehaviorClass.BEHAVIOR_CLASS_SENSITIVE
                                : io.plumbline.v1.BehaviorClass.BEHAVIOR_CLASS_ORDINARY)
                .setRule(raised.rule().text())
                .addAllBecause(raised.because())
                .addAllTechniques(AttackMatrix.techniques(raised))
                .setSeverity(SeverityRating.of(raised, subject.confidence()))
                .setCount(raised.count())
                .setFirstSeenUnixNanos(observation.atUnixNanos())
                .setLastSeenUnixNanos(observation.atUnixNanos());
        if (observation.process() != null) {
            builder.setProcess(evidence.describe(
                            observation.process(),
                            observation.details(),
                            origin(observation.behavior()),
                            observation.evidence().sha256()))
                    .addAllLineage(evidence.lineage(observation.process()));
        }
        if (observation.evidence().connection() != null) {
            builder.setConnection(observation.evidence().connection());
        }
        return builder.build();
    }

    private static Origin origin(Behavior behavior) {
        return behavior instanceof Execution execution
                ? BehaviorCodec.toProto(execution.executable().origin())
                : Origin.ORIGIN_UNSPECIFIED;
    }

    /** Under which a deviation is counted: the same one again has the same key. */
    static String key(io.plumbline.agent.incident.Deviation raised) {
        Rule rule = raised.rule();
        String what = rule.isMeasured()
                ? rule.kind().name() + ":" + rule.text()
                : rule.kind().name();
        return Digest.of32(what + ":" + BehaviorId.of(raised.observation().behavior()));
    }

    /** Something of this lineage is told here; {@code by}: what serves there, as far as the incident does not know yet. */
    void reaches(String lineage, String by) {
        serving = serving == null ? by : serving;
        if (lineages.add(lineage) && lineages.size() > MOST_LINEAGES) {
            lineages.remove(lineages.iterator().next());
        }
    }

    /** True when something that hangs on this process is told here. */
    boolean hangsOn(String lineage) {
        return lineage.equals(anchor) || lineages.contains(lineage);
    }

    boolean isServedBy(String server) {
        return server.equals(serving);
    }

    boolean tellsRule(Rule rule) {
        return deviations.values().stream()
                .anyMatch(deviation -> deviation.getRule().equals(rule.text()));
    }

    boolean has(String key) {
        return deviations.containsKey(key);
    }

    /** True when something that this process did is told here already. */
    boolean tells(String processId) {
        return deviations.values().stream()
                .anyMatch(deviation -> deviation.getProcess().getProcessId().equals(processId));
    }

    String incidentId() {
        return incidentId;
    }

    @Nullable
    String anchor() {
        return anchor;
    }

    /** Returns about how many bytes its deviations take. */
    int bytes() {
        return bytes;
    }

    String containerId() {
        return head.getContainer().getId();
    }

    /** The time of the latest of its deviations, in nanoseconds since 1970; 0 while it has none. */
    long lastSeenUnixNanos() {
        return lastSeenUnixNanos;
    }

    /** True when there is something new to tell: at once for a new deviation, else once per interval. */
    boolean due(long nowNanos, long intervalNanos) {
        return changed && (urgent || lastSentNanos == Long.MIN_VALUE || nowNanos - lastSentNanos >= intervalNanos);
    }

    /** The next revision of the incident. */
    Incident tell(long nowNanos) {
        revision++;
        changed = false;
        urgent = false;
        lastSentNanos = nowNanos;
        SeverityRating.Rated rated = SeverityRating.of(deviations.values());
        TreeSet<String> keys = new TreeSet<>(deviations.keySet());
        return head.setRevision(revision)
                .clearDeviations()
                .addAllDeviations(deviations.values())
                .setDeviationsOmitted(omitted)
                .setSeverity(rated.severity())
                .setSeverityBecause(rated.because())
                .setTitle(title())
                .setFingerprint(Digest.of32(head.getBaseline().getWorkload().getNamespace() + "/"
                        + head.getBaseline().getWorkload().getKind() + "/"
                        + head.getBaseline().getWorkload().getName() + ":" + String.join(",", keys)))
                .setFirstSeenUnixNanos(deviations.values().stream()
                        .mapToLong(Deviation::getFirstSeenUnixNanos)
                        .min()
                        .orElse(0))
                .setLastSeenUnixNanos(lastSeenUnixNanos())
                .build();
    }

    private String title() {
        Deviation worst = SeverityRating.worst(deviations.values());
        String sentence = Rule.named(worst.getRule())
                .map(rule -> Summary.of(rule, BehaviorCodec.fromProto(worst.getBehavior())))
                .orElse(worst.getRule());
        long more = deviations.size() - 1 + omitted;
        return more == 0 ? sentence : sentence + ", and " + more + " more";
    }
}
