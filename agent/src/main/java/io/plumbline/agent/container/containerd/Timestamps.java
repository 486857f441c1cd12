// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** Wall times as nanoseconds since 1970. */
final class Timestamps {
    /** Beyond this many seconds, nanoseconds do not fit a long. */
    private static final long LAST_SECOND = 9_223_372_035L;

    private Timestamps() {}

    static long nanos(Timestamp time) {
        return Math.clamp(time.getSeconds(), 0, LAST_SECOND) * 1_000_000_000L
                + Math.clamp(time.getNanos(), 0, 999_999_999);
    }

    static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }
}
