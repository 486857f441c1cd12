// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import java.util.Locale;

/** Numbers in sentences. */
public final class Text {
    private static final long SECOND = 1_000_000_000L;
    private static final long MIB = 1 << 20;

    private Text() {}

    /** Writes a number with commas between thousands. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    public static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    /** Seconds below two minutes, else minutes. */
    public static String duration(long nanos) {
        long seconds = Math.max(1, Math.round((double) nanos / SECOND));
        return seconds < 120
                ? seconds + (seconds == 1 ? " second" : " seconds")
                : Math.round(seconds / 60.0) + " minutes";
    }

    public static String bytes(long bytes) {
        return bytes < MIB ? number(bytes) + " bytes" : String.format(Locale.ROOT, "%,.1f MiB", (double) bytes / MIB);
    }
}
