// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import io.plumbline.agent.linux.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongSupplier;

/**
 * Nanoseconds since boot (CLOCK_BOOTTIME), and monotonic times turned into them. The two clocks differ by the time that the
 * machine was suspended, so the offset is sampled again each second. Thread-safe.
 */
public final class BootClock implements LongSupplier {
    private static final long SAMPLE_NANOS = 1_000_000_000L;

    private volatile Offset offset = sample();

    /** Now, in nanoseconds since boot. */
    @Override
    public long getAsLong() {
        return fromMonotonic(System.nanoTime());
    }

    /** Turns a CLOCK_MONOTONIC time (the one of System.nanoTime on Linux, and of the proc connector) into time since boot. */
    public long fromMonotonic(long monotonicNanos) {
        Offset current = offset;
        if (System.nanoTime() - current.sampledAt > SAMPLE_NANOS) {
            current = sample();
            offset = current;
        }
        return monotonicNanos + current.nanos;
    }

    private static Offset sample() {
        ByteBuffer time = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
        long monotonic = System.nanoTime();
        if (LibC.clock_gettime(LibC.CLOCK_BOOTTIME, time) != 0) {
            return new Offset(0, monotonic);
        }
        long boot = time.getLong(0) * 1_000_000_000L + time.getLong(8);
        return new Offset(boot - monotonic, monotonic);
    }

    private record Offset(long nanos, long sampledAt) {}
}
