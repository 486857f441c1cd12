// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.report;

import java.util.Locale;

/**
 * The bound that a figure should keep.
 *
 * @param atMost true: the figure may not be more than the bound; false: not less
 */
public record Target(boolean atMost, double bound) {
    public static Target atMost(double bound) {
        return new Target(true, bound);
    }

    public static Target atLeast(double bound) {
        return new Target(false, bound);
    }

    public boolean isMetBy(double value) {
        return atMost ? value <= bound : value >= bound;
    }

    /** The distance of a figure from the bound, whichever side it is on. */
    public double distance(double value) {
        return Math.abs(value - bound);
    }

    /** Such as {@code <= 40}. */
    @Override
    public String toString() {
        String number = bound == Math.rint(bound) ? String.format(Locale.ROOT, "%.0f", bound) : Double.toString(bound);
        return (atMost ? "<= " : ">= ") + number;
    }
}
