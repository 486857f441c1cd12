// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.sensor.SensorEvent;

/**
 * How far the pipeline is behind: the age of events when their turn comes, which is the time they waited in the kernel's rings
 * and in the mailbox. Only of events that a sensor tells as they happen; what it finds by looking may be of any age. Owned by the
 * pipeline thread.
 */
final class Backlog {
    private long oldestNanos;

    /** Takes an event whose turn came at {@code nowNanos} since boot. */
    void taken(SensorEvent event, long nowNanos) {
        switch (event) {
            case SensorEvent.ProcessForked forked -> waited(nowNanos - forked.bootNanos());
            case SensorEvent.ProcessExecuted executed -> waited(nowNanos - executed.bootNanos());
            case SensorEvent.ProcessExited exited -> waited(nowNanos - exited.bootNanos());
            case SensorEvent.NameMessage message -> waited(nowNanos - message.bootNanos());
            default -> {}
        }
    }

    private void waited(long nanos) {
        oldestNanos = Math.max(oldestNanos, nanos);
    }

    /** The longest that an event waited since the last call, nanoseconds; 0 when there was none. */
    long drain() {
        long drained = oldestNanos;
        oldestNanos = 0;
        return drained;
    }
}
