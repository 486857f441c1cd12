// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.words;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times and durations. Times are UTC, so that people in different places and logs agree. */
public final class TimeWords {
    private static final DateTimeFormatter FULL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("MM-dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private TimeWords() {}

    /** Date and time, or "unknown" for 0. */
    public static String full(long unixNanos) {
        return unixNanos == 0 ? "unknown" : FULL.format(instant(unixNanos)) + " UTC";
    }

    /** Time of day, with the day where it is another one than that of {@code reference}. */
    public static String clock(long unixNanos, long reference) {
        Instant at = instant(unixNanos);
        boolean sameDay = DAY.format(at).equals(DAY.format(instant(reference)));
        return (sameDay ? "" : DAY.format(at) + " ") + CLOCK.format(at);
    }

    /** The age of something, short. */
    public static String age(long unixNanos, Instant now) {
        if (unixNanos == 0) {
            return "never";
        }
        Duration age = Duration.between(instant(unixNanos), now);
        return duration(age.isNegative() ? Duration.ZERO : age);
    }

    /** The two largest units: 12s, 3m20s, 5h, 2d4h. */
    public static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "m", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3600, "h", seconds % 3600 / 60, "m");
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    /** The time from one moment to another. */
    public static Duration between(long fromNanos, long toNanos) {
        return Duration.ofNanos(Math.max(0, toNanos - fromNanos));
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : small + smallUnit);
    }

    private static Instant instant(long unixNanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(unixNanos, 1_000_000_000L), Math.floorMod(unixNanos, 1_000_000_000L));
    }
}
