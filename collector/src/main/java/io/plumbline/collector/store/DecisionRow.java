// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

import io.plumbline.v1.Decision;
import io.plumbline.v1.ProfileEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision of a person with everything that is needed to take it back.
 *
 * @param fingerprint fingerprint of the incident when it was decided
 * @param deviationKeys deviations that the decision covers
 * @param effects what it wrote into profiles
 * @param undoneBy id of the decision that took it back; null while it stands
 */
public record DecisionRow(
        Decision decision,
        String fingerprint,
        List<String> deviationKeys,
        List<Effect> effects,
        @Nullable String undoneBy) {
    public DecisionRow {
        deviationKeys = List.copyOf(deviationKeys);
        effects = List.copyOf(effects);
    }

    /** One entry that the decision wrote; {@code previous} is null where there was none before. */
    public record Effect(
            String baselineId, String entryId, @Nullable ProfileEntry previous) {}

    /** Returns the same decision, taken back. */
    public DecisionRow undone(String decisionId) {
        return new DecisionRow(decision, fingerprint, deviationKeys, effects, decisionId);
    }
}
