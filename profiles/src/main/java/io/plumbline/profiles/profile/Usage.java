// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

/**
 * How much a peer is used. Merged by the maximum, so that order and repetition do not matter.
 *
 * @param peakBytesSent the most bytes that were sent to the peer within one hour
 * @param peakConnections the most connections within one hour
 * @param regular true when connections came at regular intervals, as from a timer
 */
public record Usage(long peakBytesSent, long peakConnections, boolean regular) {
    /** Nothing was measured. */
    public static final Usage NONE = new Usage(0, 0, false);

    /** The larger of each. */
    public Usage max(Usage other) {
        return new Usage(
                Math.max(peakBytesSent, other.peakBytesSent),
                Math.max(peakConnections, other.peakConnections),
                regular || other.regular);
    }
}
