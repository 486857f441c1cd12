// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import java.time.Duration;

/**
 * The bounds of the memory, by kind of object.
 *
 * @param owners replica sets, jobs and replication controllers, each
 * @param slices endpoint slices
 * @param graves deleted objects
 * @param keepDeleted how long deleted objects are remembered
 */
public record MemoryBounds(
        Bound pods,
        Bound services,
        Bound slices,
        Bound nodes,
        Bound namespaces,
        Bound owners,
        int graves,
        Duration keepDeleted) {
    private static final long MEBI = 1L << 20;

    /**
     * The bound of one kind.
     *
     * @param bytes about, as if no two objects had anything in common: what whoever fills objects with text comes to
     */
    public record Bound(int objects, long bytes) {}

    /** More than Kubernetes supports in one cluster; in the worst case they take the collector's heap but for a quarter. */
    public static MemoryBounds defaults() {
        return new MemoryBounds(
                new Bound(200_000, 256 * MEBI),
                new Bound(100_000, 64 * MEBI),
                new Bound(150_000, 48 * MEBI),
                new Bound(20_000, 8 * MEBI),
                new Bound(50_000, 24 * MEBI),
                new Bound(150_000, 32 * MEBI),
                100_000,
                Duration.ofMinutes(10));
    }
}
