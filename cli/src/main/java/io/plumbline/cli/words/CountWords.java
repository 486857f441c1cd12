// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import java.util.Locale;

/** Numbers. Counts are unsigned on the wire. */
public final class CountWords {
    private CountWords() {}

    /** Writes a number with a comma every three digits. */
    public static String of(long count) {
        return count < 0 ? Long.toUnsignedString(count) : String.format(Locale.ROOT, "%,d", count);
    }

    /** The count with its noun. */
    public static String of(long count, String one, String many) {
        return of(count) + " " + (count == 1 ? one : many);
    }

    /** A count that is exact only up to 64. */
    public static String capped(int count, String one, String many) {
        return count >= 64 ? "64 or more " + many : of(count, one, many);
    }

    /** A bar of the given width, and the share in percent. */
    public static String bar(double fraction, int columns) {
        double share = Double.isNaN(fraction) ? 0 : Math.clamp(fraction, 0.0, 1.0);
        int full = (int) Math.floor(share * columns);
        return "[" + "#".repeat(full) + "-".repeat(columns - full) + "] " + percent(share);
    }

    /** Whole percent, rounded down: 100 % is said only of everything. */
    public static String percent(double fraction) {
        double share = Double.isNaN(fraction) ? 0 : Math.clamp(fraction, 0.0, 1.0);
        return (int) Math.floor(share * 100) + " %";
    }
}
