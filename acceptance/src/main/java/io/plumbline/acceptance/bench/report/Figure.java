// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.report;

import org.jspecify.annotations.Nullable;

/**
 * One figure.
 *
 * @param value null when it could not be measured
 * @param unit empty for a plain number
 * @param target null when there is none
 * @param met null when there is no target, or this run cannot decide
 */
public record Figure(
        String name,
        @Nullable Double value,
        String unit,
        @Nullable Target target,
        @Nullable Boolean met) {
    public Figure {
        if (value != null && !Double.isFinite(value)) {
            value = null;
        }
        if (met != null && (target == null || value == null)) {
            throw new IllegalArgumentException("met: " + met + " (expected: null without target or value)");
        }
    }

    /** A figure without a target. */
    public static Figure of(String name, double value, String unit) {
        return new Figure(name, value, unit, null, null);
    }

    /** A figure that this run decides. */
    public static Figure judged(String name, double value, String unit, Target target) {
        return new Figure(name, value, unit, target, Double.isFinite(value) ? target.isMetBy(value) : null);
    }

    /** A figure that should be there and could not be measured. */
    public static Figure missing(String name) {
        return new Figure(name, null, "", null, null);
    }

    /** A figure with a target of which this run cannot say whether it is met. */
    public static Figure undecided(String name, double value, String unit, Target target) {
        return new Figure(name, value, unit, target, null);
    }
}
