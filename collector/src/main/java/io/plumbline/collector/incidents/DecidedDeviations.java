// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.incidents;

import io.plumbline.collector.store.DecisionRow;
import io.plumbline.v1.Decision;
import io.plumbline.v1.Incident;
import io.plumbline.v1.IncidentRecord;
import io.plumbline.v1.IncidentStatus;
import io.plumbline.v1.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps which deviations of an incident are decided. An incident is closed while all of them are; it opens again when a new one
 * is added, or when a decision is taken back.
 */
public final class DecidedDeviations {
    private final Map<String, Decision> byDeviation = new HashMap<>();
    private final Incident incident;

    /**
     * @param decisions all decisions on the incident and on others of its fingerprint, oldest first
     * @param receivedAtNanos when the incident was first stored: what was rejected before that has happened again
     */
    public DecidedDeviations(Incident incident, List<DecisionRow> decisions, long receivedAtNanos, long nowNanos) {
        this.incident = incident;
        for (DecisionRow row : decisions) {
            Decision decision = row.decision();
            boolean own = decision.getIncidentId().equals(incident.getIncidentId());
            boolean expired = decision.hasExpiresAtUnixNanos() && decision.getExpiresAtUnixNanos() <= nowNanos;
            boolean again = decision.getVerdict() == Verdict.VERDICT_REJECT
                    && decision.getDecidedAtUnixNanos() < receivedAtNanos;
            // Only acceptance ends: after that the same deviation is drift again.
            if (row.undoneBy() == null && (own || (!expired && !again))) {
                row.deviationKeys().forEach(key -> byDeviation.put(key, decision));
            }
        }
    }

    /** The decision that stands for a deviation; null while it is open. */
    public @Nullable Decision decisionOn(String deviationKey) {
        return byDeviation.get(deviationKey);
    }

    /** The record with the status and the closing decision that follow. */
    public IncidentRecord apply(IncidentRecord record) {
        var result = record.toBuilder().clearDecision().setStatus(IncidentStatus.INCIDENT_STATUS_OPEN);
        Decision last = null;
        boolean rejected = false;
        for (var deviation : incident.getDeviationsList()) {
            Decision decision = byDeviation.get(deviation.getKey());
            if (decision == null) {
                return result.build();
            }
            rejected |= decision.getVerdict() == Verdict.VERDICT_REJECT;
            if (last == null || decision.getDecidedAtUnixNanos() >= last.getDecidedAtUnixNanos()) {
                last = decision;
            }
        }
        if (last == null) {
            return result.build();
        }
        return result.setDecision(last)
                .setStatus(rejected ? IncidentStatus.INCIDENT_STATUS_REJECTED : IncidentStatus.INCIDENT_STATUS_ACCEPTED)
                .build();
    }
}
