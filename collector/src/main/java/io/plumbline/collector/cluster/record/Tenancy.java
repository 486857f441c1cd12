// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.record;

/** Somebody had an address from one moment until another; nanoseconds since 1970 UTC. */
public interface Tenancy {
    /** 0 when that is not known. */
    long fromNanos();

    /** {@link Long#MAX_VALUE} while it has the address. */
    long untilNanos();

    /** True from the first moment to the last. */
    default boolean covers(long nanos) {
        return fromNanos() <= nanos && nanos <= untilNanos();
    }
}
