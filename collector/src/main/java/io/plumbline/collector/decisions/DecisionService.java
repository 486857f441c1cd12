// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.decisions;

import io.grpc.Status;
import io.plumbline.collector.baselines.BaselineRegistry;
import io.plumbline.collector.decisions.Effects.Applied;
import io.plumbline.collector.incidents.DecidedDeviations;
import io.plumbline.collector.incidents.IncidentLookup;
import io.plumbline.collector.incidents.IncidentRepository;
import io.plumbline.collector.store.AuditRow;
import io.plumbline.collector.store.Change;
import io.plumbline.collector.store.DecisionRow;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.Times;
import io.plumbline.collector.writer.Turn;
import io.plumbline.service.ids.UuidV7;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.DecideResponse;
import io.plumbline.v1.Decision;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.Verdict;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes decisions: on an incident and, since it is the same story, on the open ones of its fingerprint. What a wide
 * decision says also holds for baselines that come later. Writer thread only.
 */
public final class DecisionService {
    private static final int MAX_GROUP = 1_000;

    private final Store store;
    private final BaselineRegistry baselines;
    private final IncidentRepository incidents;
    private final Effects effects;
    private final UuidV7 ids;
    private final InstantSource clock;

    public DecisionService(
            Store store, BaselineRegistry baselines, IncidentRepository incidents, UuidV7 ids, InstantSource clock) {
        this.store = store;
        this.baselines = baselines;
        this.incidents = incidents;
        this.effects = new Effects(baselines);
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Decides in a turn of its own; the decision's actor is trusted.
     *
     * @throws io.grpc.StatusRuntimeException when the decision can not be taken; nothing is changed then
     */
    public DecideResponse decide(Turn turn, Decision requested) {
        Decision request = DecisionRule.check(requested, now());
        return request.hasUndoOf() ? undo(turn, request) : judge(turn, request);
    }

    /** Applies wide decisions that stand to a baseline that has just been made. */
    public void applyStanding(Turn turn, BaselineKey key) {
        for (DecisionRow row : store.wideDecisions(now())) {
            Optional<Incident> incident =
                    store.incident(row.decision().getIncidentId()).map(IncidentRecord::getIncident);
            if (incident.isEmpty()
                    || !Reach.covers(row.decision().getScope(), incident.get().getBaseline(), key)) {
                continue;
            }
            List<Applied> applied = effects.apply(
                    turn, key, row.decision(), behaviors(row.decision(), incident.get(), row.deviationKeys()));
            turn.add(new Change.DecisionSaved(new DecisionRow(
                    row.decision(),
                    row.fingerprint(),
                    row.deviationKeys(),
                    applied.stream().map(Applied::effect).toList(),
                    null)));
        }
    }

    private DecideResponse judge(Turn turn, Decision request) {
        IncidentRecord record = IncidentLookup.find(store, request.getIncidentId());
        Incident incident = record.getIncident();
        List<String> keys = targets(request, record);
        Decision decision = request.toBuilder()
                .setDecisionId(request.getDryRun() ? "" : ids.nextText())
                .setIncidentId(incident.getIncidentId())
                .setDecidedAtUnixNanos(now())
                .build();
        List<Behavior> behaviors = behaviors(decision, incident, keys);
        var applied = new ArrayList<Applied>();
        for (BaselineKey key : baselines.keys()) {
            if (Reach.covers(decision.getScope(), incident.getBaseline(), key)) {
                applied.addAll(
                        decision.getDryRun()
                                ? effects.rehearse(key, decision, behaviors)
                                : effects.apply(turn, key, decision, behaviors));
            }
        }
        var row = new DecisionRow(
                decision,
                incident.getFingerprint(),
                keys,
                applied.stream().map(Applied::effect).toList(),
                null);
        IncidentRecord after = settle(turn, record, row, decision.getDryRun());
        if (!decision.getDryRun()) {
            turn.add(new Change.DecisionSaved(row));
            audit(turn, decision, decision.getVerdict() == Verdict.VERDICT_REJECT ? "reject" : "accept");
        }
        return DecideResponse.newBuilder()
                .setDecision(decision)
                .setIncident(after)
                .addAllEntries(applied.stream().map(Applied::entry).toList())
                .build();
    }

    private DecideResponse undo(Turn turn, Decision request) {
        DecisionRow former = store.decision(request.getUndoOf())
                .orElseThrow(() -> Status.NOT_FOUND
                        .withDescription("undo_of: \"" + DecisionRule.cut(request.getUndoOf())
                                + "\" (expected: the id of a decision that the collector knows)")
                        .asRuntimeException());
        if (former.undoneBy() != null || former.decision().hasUndoOf()) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("undo_of: " + request.getUndoOf() + " (expected: a decision that stands; "
                            + (former.undoneBy() == null
                                    ? "this one took another one back)"
                                    : "it was taken back by " + former.undoneBy() + ")"))
                    .asRuntimeException();
        }
        Decision decision = request.toBuilder()
                .setDecisionId(request.getDryRun() ? "" : ids.nextText())
                .setIncidentId(former.decision().getIncidentId())
                .setVerdict(former.decision().getVerdict())
                .setScope(former.decision().getScope())
                .setDecidedAtUnixNanos(now())
                .build();
        IncidentRecord record = IncidentLookup.find(store, former.decision().getIncidentId());
        String id = decision.getDryRun() ? "(dry run)" : decision.getDecisionId();
        IncidentRecord after = settle(turn, record, former.undone(id), decision.getDryRun());
        var taken = decision.getDryRun()
                ? effects.rehearseUndo(former.effects(), decision)
                : effects.undo(turn, former.effects(), decision);
        if (!decision.getDryRun()) {
            turn.add(new Change.DecisionSaved(former.undone(id)));
            // The undo itself is kept for the record; it covers nothing.
            turn.add(new Change.DecisionSaved(
                    new DecisionRow(decision, former.fingerprint(), List.of(), List.of(), id)));
            audit(turn, decision, "undo");
        }
        return DecideResponse.newBuilder()
                .setDecision(decision)
                .setIncident(after)
                .addAllEntries(taken)
                .build();
    }

    /** Deviations that the decision is about: those that it names and that are not decided yet. */
    private List<String> targets(Decision request, IncidentRecord record) {
        Incident incident = record.getIncident();
        List<String> keys = incident.getDeviationsList().stream()
                .map(Deviation::getKey)
                .filter(key -> !request.hasDeviationKey() || key.equals(request.getDeviationKey()))
                .distinct()
                .toList();
        if (keys.isEmpty()) {
            throw Status.NOT_FOUND
                    .withDescription("deviation_key: \"" + DecisionRule.cut(request.getDeviationKey())
                            + "\" (expected: the key of a deviation of incident " + incident.getIncidentId() + ")")
                    .asRuntimeException();
        }
        DecidedDeviations decided = decided(record, null);
        List<String> open =
                keys.stream().filter(key -> decided.decisionOn(key) == null).toList();
        if (open.isEmpty()) {
            Decision former = decided.decisionOn(keys.getLast());
            throw Status.FAILED_PRECONDITION
                    .withDescription("incident_id: " + incident.getIncidentId() + " (expected: an open one; "
                            + (former == null ? "it is decided" : DecisionRule.describe(former)) + ")")
                    .asRuntimeException();
        }
        if (request.hasPattern() && open.size() > 1) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("pattern: given for " + open.size()
                            + " deviations (expected: deviation_key names the one it stands for)")
                    .asRuntimeException();
        }
        return open;
    }

    private static List<Behavior> behaviors(Decision decision, Incident incident, List<String> keys) {
        if (decision.hasPattern()) {
            return List.of(decision.getPattern());
        }
        return incident.getDeviationsList().stream()
                .filter(deviation -> keys.contains(deviation.getKey()) && deviation.hasBehavior())
                .map(Deviation::getBehavior)
                .distinct()
                .toList();
    }

    /** Gives the incident, and others of its fingerprint, the status that follows; returns the incident after it. */
    private IncidentRecord settle(Turn turn, IncidentRecord record, DecisionRow changed, boolean dryRun) {
        IncidentRecord after = decided(record, changed).apply(record);
        if (dryRun) {
            return after;
        }
        incidents.save(turn, after);
        String fingerprint = record.getIncident().getFingerprint();
        List<IncidentRecord> group =
                fingerprint.isEmpty() ? List.of() : store.incidentsByFingerprint(fingerprint, MAX_GROUP);
        for (IncidentRecord other : group) {
            IncidentRecord settled = decided(other, changed).apply(other);
            if (!other.getIncident().getIncidentId().equals(record.getIncident().getIncidentId())
                    && settled.getStatus() != other.getStatus()) {
                incidents.save(turn, settled);
            }
        }
        return after;
    }

    private DecidedDeviations decided(IncidentRecord record, @Nullable DecisionRow changed) {
        Incident incident = record.getIncident();
        var rows = new ArrayList<>(store.decisions(incident.getIncidentId(), incident.getFingerprint()));
        if (changed != null) {
            rows.removeIf(row ->
                    row.decision().getDecisionId().equals(changed.decision().getDecisionId()));
            rows.add(changed);
        }
        return new DecidedDeviations(incident, rows, record.getReceivedAtUnixNanos(), now());
    }

    private void audit(Turn turn, Decision decision, String action) {
        String scope = decision.getScope().name().replace("SCOPE_", "").toLowerCase(Locale.ROOT);
        String detail = "decision " + decision.getDecisionId() + ", scope " + scope
                + (decision.hasUndoOf() ? ", undo of " + decision.getUndoOf() : "")
                + (decision.hasExpiresAtUnixNanos()
                        ? ", until " + Instant.ofEpochSecond(0, decision.getExpiresAtUnixNanos())
                        : "")
                + (decision.getReason().isEmpty() ? "" : ": " + decision.getReason());
        turn.add(new Change.Audited(new AuditRow(
                decision.getDecidedAtUnixNanos(),
                decision.getActor(),
                action,
                "incident " + decision.getIncidentId(),
                detail)));
    }

    private long now() {
        return Times.nanos(clock);
    }
}
