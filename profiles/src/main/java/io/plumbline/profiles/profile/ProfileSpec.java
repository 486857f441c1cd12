// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.behavior.Behavior;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people say of a profile.
 *
 * @param mode null: as it is
 * @param allowed behaviours that count as normal
 * @param denied behaviours that are raised whenever they are seen
 * @param baseline behaviours that were learned elsewhere, or exported with {@code asBaseline}
 */
public record ProfileSpec(
        @Nullable Mode mode, List<Statement> allowed, List<Statement> denied, List<Statement> baseline) {
    public ProfileSpec {
        allowed = List.copyOf(allowed);
        denied = List.copyOf(denied);
        baseline = List.copyOf(baseline);
    }

    /**
     * One line of it.
     *
     * @param decidedBy who said so; null where the document names nobody
     * @param expiresAt nanoseconds since 1970 UTC; null: never
     */
    public record Statement(
            Behavior behavior,
            @Nullable String decidedBy,
            String reason,
            @Nullable Long expiresAt) {}
}
