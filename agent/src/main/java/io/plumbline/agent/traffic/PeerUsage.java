// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import io.plumbline.profiles.profile.Usage;
import java.util.Optional;

/**
 * The usage of one peer: bytes and connections of the last hour, in steps of five minutes, and the rhythm. For one thread.
 */
public final class PeerUsage {
    static final long STEP_NANOS = 300_000_000_000L;
    static final int STEPS = 12;

    private final long[] bytes = new long[STEPS];
    private final long[] connections = new long[STEPS];
    private final Rhythm rhythm = new Rhythm();
    private long step = Long.MIN_VALUE;
    private long toldBytes;
    private boolean toldBeat;
    private Usage peak = Usage.NONE;
    private Usage learned = Usage.NONE;

    void connected(long atNanos) {
        connections[slot(atNanos)]++;
        rhythm.add(atNanos);
        raisePeak();
    }

    void sent(long sentBytes, long atNanos) {
        bytes[slot(atNanos)] += sentBytes;
        raisePeak();
    }

    private void raisePeak() {
        peak = peak.max(new Usage(sum(bytes), sum(connections), beats(false)));
    }

    private boolean beats(boolean strictly) {
        return rhythm.beat()
                .filter(beat -> strictly ? beat.isStrict() : beat.isRegular())
                .isPresent();
    }

    /** Index of the step that the time falls into; what is older than an hour is cleared. What comes late counts as now. */
    private int slot(long atNanos) {
        long now = Math.floorDiv(atNanos, STEP_NANOS);
        if (step == Long.MIN_VALUE) {
            step = now;
        }
        for (long next = Math.max(step + 1, now - STEPS + 1); next <= now; next++) {
            bytes[Math.floorMod(next, STEPS)] = 0;
            connections[Math.floorMod(next, STEPS)] = 0;
        }
        step = Math.max(step, now);
        return Math.floorMod(step, STEPS);
    }

    private static long sum(long[] steps) {
        long sum = 0;
        for (long step : steps) {
            sum += step;
        }
        return sum;
    }

    /** The most that was seen so far in this run of the container, when that is more than was {@link #learned}. */
    public Optional<Usage> news() {
        return peak.equals(learned) ? Optional.empty() : Optional.of(peak);
    }

    /** The news were taken up. */
    public void learned(Usage usage) {
        learned = usage;
    }

    Usage peak() {
        return peak;
    }

    /** Bytes that were sent within the last hour. */
    public long bytesInHour() {
        return sum(bytes);
    }

    /**
     * Bytes within the last hour, where they are more than a limit; each time that they have doubled since this was told, and
     * again after they were below.
     */
    public Optional<Long> above(long limit) {
        long now = sum(bytes);
        if (now <= limit) {
            toldBytes = 0;
            return Optional.empty();
        }
        if (toldBytes > 0 && now < 2 * toldBytes) {
            return Optional.empty();
        }
        toldBytes = now;
        return Optional.of(now);
    }

    /**
     * A sentence on the rhythm when the connections have begun to come by a timer; empty when this was told already.
     *
     * @param strictly for a peer that is known, whose connections may look regular for a while
     */
    public Optional<String> newBeat(boolean strictly) {
        boolean now = beats(strictly);
        boolean isNew = now && !toldBeat;
        toldBeat = now || (toldBeat && beats(false));
        return isNew ? rhythm.beat().map(PeerUsage::sentence) : Optional.empty();
    }

    private static String sentence(Rhythm.Beat beat) {
        return "the last " + beat.connections() + " connections came every " + Text.duration(beat.meanNanos())
                + ", give or take " + Text.percent(beat.variation()) + ", as from a timer";
    }
}
