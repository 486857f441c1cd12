// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.incident;

import io.plumbline.agent.observation.Rule;
import io.plumbline.profiles.behavior.BehaviorClass;
import io.plumbline.profiles.behavior.KernelUse;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.DeviationKind;
import io.plumbline.v1.Severity;
import io.plumbline.v1.Technique;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;

/** Rates how bad something is, and says why: severity is evidence times confidence. */
final class SeverityRating {
    /** The confidence in the baseline below which drift counts one step less. */
    private static final double LOW_CONFIDENCE = 0.5;

    /** The number of different tactics that is no accident in one incident. */
    private static final int TACTICS_OF_AN_ATTACK = 3;

    private SeverityRating() {}

    /** A severity with its reason, one sentence. */
    record Rated(Severity severity, String because) {}

    /** Rates one deviation. */
    static Severity of(io.plumbline.agent.incident.Deviation deviation, double confidence) {
        Severity severity = base(deviation);
        if (deviation.rule().kind() != DeviationKind.DEVIATION_KIND_DRIFT) {
            return severity;
        }
        if (deviation.observation().classification().behaviorClass() == BehaviorClass.SENSITIVE) {
            severity = raise(severity);
        }
        return confidence < LOW_CONFIDENCE ? lower(severity) : severity;
    }

    private static Severity base(io.plumbline.agent.incident.Deviation deviation) {
        if (deviation.rule() == Rule.NEW_KERNEL_USE && deviation.observation().behavior() instanceof KernelUse use) {
            return switch (use.operation()) {
                // Databases and sandboxes use these as well.
                case IO_URING, NAMESPACE_CREATE, FOREIGN_MOUNTS, EVENT_FLOOD, UNKNOWN -> Severity.SEVERITY_LOW;
                case NAMESPACE_ENTER, MOUNT, TRACE, PROCESS_ACCESS, BPF, CAPABILITY_GAIN -> Severity.SEVERITY_MEDIUM;
                case MODULE_LOAD -> Severity.SEVERITY_HIGH;
            };
        }
        return deviation.rule().severity();
    }

    /** The first of the most severe; of those, what shows over many connections says most. */
    static Deviation worst(Collection<Deviation> deviations) {
        return deviations.stream()
                .max(Comparator.<Deviation>comparingInt(
                                deviation -> deviation.getSeverity().getNumber())
                        .thenComparing(deviation -> Rule.named(deviation.getRule())
                                .filter(Rule::isMeasured)
                                .isPresent()))
                .orElseThrow();
    }

    /** Rates a whole incident. */
    static Rated of(Collection<Deviation> deviations) {
        Deviation worst = worst(deviations);
        Set<String> tactics = deviations.stream()
                .flatMap(deviation -> deviation.getTechniquesList().stream())
                .map(Technique::getTactic)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        String reason = worst.getRule() + (worst.getBecauseCount() > 0 ? ": " + worst.getBecause(0) : "");
        if (tactics.size() >= TACTICS_OF_AN_ATTACK && worst.getSeverity() != Severity.SEVERITY_CRITICAL) {
            return new Rated(
                    raise(worst.getSeverity()),
                    tactics.size() + " tactics in one story (" + String.join(", ", tactics) + "); worst is " + reason);
        }
        return new Rated(worst.getSeverity(), "worst is " + reason);
    }

    private static Severity raise(Severity severity) {
        return switch (severity) {
            case SEVERITY_LOW -> Severity.SEVERITY_MEDIUM;
            case SEVERITY_MEDIUM -> Severity.SEVERITY_HIGH;
            default -> Severity.SEVERITY_CRITICAL;
        };
    }

    private static Severity lower(Severity severity) {
        return switch (severity) {
            case SEVERITY_CRITICAL -> Severity.SEVERITY_HIGH;
            case SEVERITY_HIGH -> Severity.SEVERITY_MEDIUM;
            default -> Severity.SEVERITY_LOW;
        };
    }
}
