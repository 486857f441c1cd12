// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.outbox;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The room in the writer's queue, {@value #BYTES} bytes; whoever finds none waits. Thread-safe and fair. */
final class QueueRoom {

    static final int BYTES = 4 << 20;

    /** A permit stands for this many bytes. */
    private static final int PERMIT_BYTES = 64;

    private static final int PERMITS = BYTES / PERMIT_BYTES;

    private final Semaphore free = new Semaphore(PERMITS, true);

    /** The permits that so many bytes take; what is larger than the whole room takes all of it. */
    int permits(long bytes) {
        return (int) Math.min(PERMITS, bytes / PERMIT_BYTES + 1);
    }

    /** Takes permits; false when there was no room within a second. */
    boolean take(int permits) throws InterruptedException {
        return free.tryAcquire(permits, 1, TimeUnit.SECONDS);
    }

    void give(int permits) {
        free.release(permits);
    }

    /** The bytes taken, rounded up to permits. */
    long taken() {
        return (long) (PERMITS - free.availablePermits()) * PERMIT_BYTES;
    }
}
