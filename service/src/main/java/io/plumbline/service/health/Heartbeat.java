// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.health;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sign of life of one loop: the loop beats, anybody may ask how long ago. Thread-safe. */
public final class Heartbeat {

    private final String name;
    private final long limitNanos;
    private final LongSupplier nanoTime;
    private volatile long lastBeatNanos;
    private volatile @Nullable Throwable ended;

    /**
     * Starts with a beat.
     *
     * @param name name of the loop, for instance {@code pipeline}
     * @param limit how old the last beat may be
     * @param nanoTime monotonic clock
     */
    public Heartbeat(String name, Duration limit, LongSupplier nanoTime) {
        this.name = name;
        this.limitNanos = limit.toNanos();
        this.nanoTime = nanoTime;
        this.lastBeatNanos = nanoTime.getAsLong();
    }

    /** Says that the thread is alive. To be called on each turn of the loop; costs one clock reading. */
    public void beat() {
        lastBeatNanos = nanoTime.getAsLong();
    }

    /** The loop ended for good, and not because it was asked to. */
    public void ended(Throwable reason) {
        ended = reason;
    }

    /** Empty while the loop lives. */
    public Optional<String> problem() {
        Throwable reason = ended;
        if (reason != null) {
            return Optional.of("ended with " + reason + " (expected: it runs as long as the program)");
        }
        long age = nanoTime.getAsLong() - lastBeatNanos;
        return age <= limitNanos
                ? Optional.empty()
                : Optional.of("last turn " + Duration.ofNanos(age).toSeconds() + " s ago (expected: at most "
                        + Duration.ofNanos(limitNanos).toSeconds() + " s)");
    }

    /** The problem as a check. */
    public Check check() {
        return new Check(name, this::problem);
    }
}
