// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

/** Decides from what was measured whether a baseline may lock. */
public interface LockRule {
    /**
     * Decides; a pure function.
     *
     * @param now nanoseconds since 1970 UTC
     */
    LockDecision evaluate(Evidence evidence, long now);

    /** Name and parameters for people, for instance {@code quiet-time(min-age=24h, quiet=6h)}. */
    String describe();
}
