// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.agent.sensor.BootClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The time that this process lives already: from the exec of the launcher on, so that the JVM's own start counts. */
final class StartTime {
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final long TICK_NANOS = 10_000_000L;

    /** The index of the start time among the fields after the name. */
    private static final int START = 19;

    private StartTime() {}

    /** Good to 10 ms; empty where /proc can not be read. */
    static Optional<Duration> sinceStart() {
        try {
            return nanosOf(Files.readString(STAT)).map(start -> Duration.ofNanos(new BootClock().getAsLong() - start));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Start in nanoseconds since boot, from the text of a stat file; the name in it may hold blanks and parentheses. */
    static Optional<Long> nanosOf(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length <= START || !fields[START].matches("\\d{1,12}")) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(fields[START]) * TICK_NANOS);
    }
}
