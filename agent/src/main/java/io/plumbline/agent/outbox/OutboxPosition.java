// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.outbox;

import java.util.concurrent.atomic.AtomicLong;

/** The epoch of the outbox, and how far it is written and acknowledged. Any thread reads and acknowledges; the writer alone writes. */
final class OutboxPosition {

    private final AtomicLong acknowledged;
    private volatile String epoch;
    private volatile long last;

    OutboxPosition(String epoch, long last, long acknowledged) {
        this.epoch = epoch;
        this.last = last;
        this.acknowledged = new AtomicLong(acknowledged);
    }

    String epoch() {
        return epoch;
    }

    /** The highest sequence number that is durable, 0 when there was none yet. */
    long last() {
        return last;
    }

    /** The highest sequence number that was acknowledged. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** The number of durable messages that wait for an acknowledgement. */
    long waiting() {
        return Math.max(0, last - acknowledged.get());
    }

    /** Takes an acknowledgement; false when it is not higher than the one before. */
    boolean acknowledge(long sequence) {
        long upTo = Math.min(sequence, last);
        return acknowledged.getAndUpdate(before -> Math.max(before, upTo)) < upTo;
    }

    void written(long sequence) {
        last = sequence;
    }

    void renewed(String newEpoch, long sequence) {
        last = sequence;
        epoch = newEpoch;
        acknowledged.set(0);
    }
}
