// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

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
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One open incident: deviations of one lineage in one container, in the order in which they were first seen. */
final class Story {
    static final int MOST_DEVIATIONS = 64;

    private final String incidentId;
    private final @Nullable String anchor;
    private final Map<String, Deviation> deviations = new LinkedHashMap<>();
    private Incident.Builder head;
    private long omitted;
    private int revision;
    private boolean changed;
    private boolean urgent;
    private long lastSentNanos = Long.MIN_VALUE;

    /** {@code anchor}: process id of the nearest ancestor that did nothing wrong; null for facts without a process. */
    Story(String incidentId, @Nullable String anchor, String node, Subject subject) {
        this.incidentId = incidentId;
        this.anchor = anchor;
        head = Incident.newBuilder().setIncidentId(incidentId).setNode(node).setAttackVersion(AttackMatrix.VERSION);
        about(subject);
    }

    /** A story of an earlier run of the agent. */
    Story(Incident incident, @Nullable String anchor) {
        incidentId = incident.getIncidentId();
        this.anchor = anchor;
        head = incident.toBuilder();
        omitted = incident.getDeviationsOmitted();
        revision = incident.getRevision();
        for (Deviation deviation : incident.getDeviationsList()) {
            deviations.put(deviation.getKey(), deviation);
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
    void add(io.plumbline.agent.incident.Deviation fact, Subject subject, ProcessEvidence evidence) {
        about(subject);
        String key = key(fact.rule(), fact);
        Deviation known = deviations.get(key);
        if (known != null) {
            if (fact.repeated() && sameProcess(known, fact, evidence)) {
                return;
            }
            Deviation.Builder more = known.toBuilder()
                    .setCount(known.getCount() + fact.count())
                    .setLastSeenUnixNanos(Math.max(known.getLastSeenUnixNanos(), fact.atUnixNanos()));
            if (fact.rule().isMeasured()) {
                more.clearBecause().addAllBecause(fact.because());
            }
            deviations.put(key, more.build());
        } else if (deviations.size() < MOST_DEVIATIONS || makeRoom(fact.rule())) {
            deviations.put(key, describe(key, fact, subject, evidence));
            urgent = true;
        } else {
            omitted++;
        }
        changed = true;
    }

    /** Something of a kind that is not told yet says more than one more of the kind that is told most often. */
    private boolean makeRoom(Rule rule) {
        Map<String, String> latest = new HashMap<>();
        Map<String, Integer> counts = new HashMap<>();
        deviations.forEach((key, deviation) -> {
            latest.put(deviation.getRule(), key);
            counts.merge(deviation.getRule(), 1, Integer::sum);
        });
        Map.Entry<String, Integer> most =
                counts.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        String last = latest.get(most.getKey());
        if (counts.containsKey(rule.text()) || most.getValue() == 1 || last == null) {
            return false;
        }
        deviations.remove(last);
        omitted++;
        return true;
    }

    private static boolean sameProcess(
            Deviation known, io.plumbline.agent.incident.Deviation fact, ProcessEvidence evidence) {
        return fact.process() == null || known.getProcess().getProcessId().equals(evidence.processId(fact.process()));
    }

    private static Deviation describe(
            String key, io.plumbline.agent.incident.Deviation fact, Subject subject, ProcessEvidence evidence) {
        Deviation.Builder builder = Deviation.newBuilder()
                .setKey(key)
                .setKind(fact.rule().kind())
                .setBehavior(BehaviorCodec.toProto(fact.behavior()))
                .setBehaviorClass(
                        fact.classification().behaviorClass() == BehaviorClass.SENSITIVE
                                ? io.plumbline.v1.BehaviorClass.BEHAVIOR_CLASS_SENSITIVE
                                : io.plumbline.v1.BehaviorClass.BEHAVIOR_CLASS_ORDINARY)
                .setRule(fact.rule().text())
                .addAllBecause(fact.because())
                .addAllTechniques(AttackMatrix.techniques(fact))
                .setSeverity(SeverityRating.of(fact, subject.confidence()))
                .setCount(fact.count())
                .setFirstSeenUnixNanos(fact.atUnixNanos())
                .setLastSeenUnixNanos(fact.atUnixNanos());
        if (fact.process() != null) {
            builder.setProcess(
                            evidence.describe(fact.process(), fact.details(), origin(fact.behavior()), fact.sha256()))
                    .addAllLineage(evidence.lineage(fact.process()));
        }
        if (fact.connection() != null) {
            builder.setConnection(fact.connection());
        }
        return builder.build();
    }

    private static Origin origin(Behavior behavior) {
        return behavior instanceof Execution execution
                ? BehaviorCodec.toProto(execution.executable().origin())
                : Origin.ORIGIN_UNSPECIFIED;
    }

    private static String key(Rule rule, io.plumbline.agent.incident.Deviation fact) {
        String what = rule.isMeasured()
                ? rule.kind().name() + ":" + rule.text()
                : rule.kind().name();
        return Digest.of32(what + ":" + BehaviorId.of(fact.behavior()));
    }

    boolean has(io.plumbline.agent.incident.Deviation fact) {
        return deviations.containsKey(key(fact.rule(), fact));
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

    String containerId() {
        return head.getContainer().getId();
    }

    long lastSeenUnixNanos() {
        return deviations.values().stream()
                .mapToLong(Deviation::getLastSeenUnixNanos)
                .max()
                .orElse(0);
    }

    /** True when there is something new to tell: at once for a new fact, else once per interval. */
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
                .map(rule -> Sentence.of(rule, BehaviorCodec.fromProto(worst.getBehavior())))
                .orElse(worst.getRule());
        long more = deviations.size() - 1 + omitted;
        return more == 0 ? sentence : sentence + ", and " + more + " more";
    }
}
