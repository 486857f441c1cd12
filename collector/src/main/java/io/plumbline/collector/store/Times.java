// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

import java.time.Instant;
import java.time.InstantSource;

/** Wall-clock time as messages and rows carry it. */
public final class Times {
    private Times() {}

    /** Nanoseconds since 1970 UTC. */
    public static long nanos(InstantSource clock) {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
