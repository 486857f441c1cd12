// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import java.util.List;

/**
 * How well an entry is supported by what was seen.
 *
 * @param count how often, over all containers
 * @param firstSeen nanoseconds since 1970 UTC; 0 when it was never seen
 * @param lastSeen nanoseconds since 1970 UTC; 0 when it was never seen
 * @param replicas different pods; exact up to 64
 * @param starts different container runs; exact up to 64
 * @param nodes different nodes; exact up to 64
 * @param imageVersions digests, at most 16
 */
public record Support(
        long count, long firstSeen, long lastSeen, int replicas, int starts, int nodes, List<String> imageVersions) {
    /** Of an entry that was never seen. */
    public static final Support NONE = new Support(0, 0, 0, 0, 0, 0, List.of());

    public Support {
        imageVersions = List.copyOf(imageVersions);
    }
}
