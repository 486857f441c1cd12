// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import org.jspecify.annotations.Nullable;

/**
 * Who answers for an entry.
 *
 * @param decidedBy name of the person or of the document
 * @param reason in that person's words; may be empty
 * @param expiresAt when the entry stops to count, nanoseconds since 1970 UTC; null: never
 */
public record Attribution(
        String decidedBy, String reason, @Nullable Long expiresAt) {
    /** True when the decision no longer counts. */
    public boolean isExpired(long now) {
        return expiresAt != null && expiresAt <= now;
    }
}
