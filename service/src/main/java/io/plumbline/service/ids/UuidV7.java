// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.ids;

import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Makes UUIDs of version 7 (RFC 9562): they sort by the time at which they were made. Thread-safe. */
public final class UuidV7 {

    private static final int MAX_COUNTER = 0xfff;

    private final InstantSource clock;
    private final RandomGenerator random;
    private long lastMillis = Long.MIN_VALUE;
    private int counter;

    /** {@code random} must not be predictable where the ids are secrets; ours are not. */
    public UuidV7(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new id, greater than all before from this generator, also when the clock stands still or steps back. */
    public synchronized UUID next() {
        long millis = clock.millis();
        if (millis > lastMillis) {
            lastMillis = millis;
            // Half of the counter's range is left for ids of the same millisecond.
            counter = random.nextInt((MAX_COUNTER + 1) / 2);
        } else if (counter < MAX_COUNTER) {
            counter++;
        } else {
            lastMillis++;
            counter = 0;
        }
        long high = lastMillis << 16 | 0x7000 | counter;
        long low = random.nextLong() >>> 2 | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** Makes the next id as text of 36 characters. */
    public String nextText() {
        return next().toString();
    }
}
