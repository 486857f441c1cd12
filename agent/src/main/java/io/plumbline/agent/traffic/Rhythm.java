// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import java.util.Arrays;
import java.util.Optional;

/** Times of the last {@value #KEPT} connections to one peer: whether they come by a timer. For one thread. */
final class Rhythm {
    static final int KEPT = 16;
    static final int LEAST = 8;

    /** Connections that begin within this time are one: clients open several at once. */
    private static final long BURST_NANOS = 1_000_000_000L;

    private static final double LEAST_MEAN_NANOS = 2e9;

    private final long[] times = new long[KEPT];
    private int count;

    /**
     * The regularity of the last connections.
     *
     * @param connections that were looked at, {@value #LEAST} to {@value #KEPT}
     * @param meanNanos mean interval
     * @param variation standard deviation of the intervals, as a share of the mean
     */
    record Beat(int connections, long meanNanos, double variation) {
        /** True when this may be a timer. */
        boolean isRegular() {
            return variation < 0.2;
        }

        /** True when hardly anything but a timer does this. */
        boolean isStrict() {
            return connections == KEPT && variation < 0.1;
        }
    }

    void add(long atNanos) {
        if (count > 0 && atNanos - times[count - 1] < BURST_NANOS) {
            return;
        }
        if (count == KEPT) {
            System.arraycopy(times, 1, times, 0, KEPT - 1);
            count--;
        }
        times[count++] = atNanos;
    }

    /** Empty while there are too few connections, or they come too fast to be told from load. */
    Optional<Beat> beat() {
        if (count < LEAST) {
            return Optional.empty();
        }
        double mean = (double) (times[count - 1] - times[0]) / (count - 1);
        double squares = 0;
        for (int i = 1; i < count; i++) {
            double difference = times[i] - times[i - 1] - mean;
            squares += difference * difference;
        }
        double variation = Math.sqrt(squares / (count - 1)) / mean;
        return mean < LEAST_MEAN_NANOS ? Optional.empty() : Optional.of(new Beat(count, (long) mean, variation));
    }

    void clear() {
        Arrays.fill(times, 0);
        count = 0;
    }
}
