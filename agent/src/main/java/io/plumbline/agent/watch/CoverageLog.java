// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

import io.plumbline.v1.Coverage;
import java.util.Map;
import java.util.TreeMap;

/** What the sensors could and could not tell of one container: counts since it started. Owned by the pipeline thread. */
public final class CoverageLog {
    private final String sensor;
    private final Map<String, String> unwatched;
    private final Map<String, Long> lost = new TreeMap<>();
    private final Map<String, Long> undescribed = new TreeMap<>();
    private long described;

    public CoverageLog(String sensor, Map<String, String> unwatched) {
        this.sensor = sensor;
        this.unwatched = Map.copyOf(unwatched);
    }

    public void described() {
        described++;
    }

    /** Something was seen but could not be read in full. {@code cause}: one word, as in metrics. */
    void undescribed(String cause) {
        undescribed.merge(cause, 1L, Long::sum);
    }

    /** Something was missed, and nobody knows what. {@code cause}: one word, as in metrics. */
    void lost(String cause, long count) {
        lost.merge(cause, count, Long::sum);
    }

    /** The same where it is enough to say once that something may have been missed; false when that was said. */
    boolean lostOnce(String cause) {
        return lost.putIfAbsent(cause, 1L) == null;
    }

    /** Goes on from the counts of an earlier run of the agent. */
    public void restore(Coverage coverage) {
        described += coverage.getDescribed();
        coverage.getLostMap().forEach(this::lost);
        coverage.getUndescribedMap().forEach((cause, count) -> undescribed.merge(cause, count, Long::sum));
    }

    /** Share of what happened that could be fully described, 0 to 1; 1 when nothing happened. */
    double describedShare() {
        long dark = sum(lost) + sum(undescribed);
        return described + dark == 0 ? 1 : (double) described / (described + dark);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    public Coverage statement() {
        return Coverage.newBuilder()
                .setSensor(sensor)
                .setDescribed(described)
                .putAllLost(lost)
                .putAllUndescribed(undescribed)
                .putAllUnwatched(unwatched)
                .build();
    }
}
