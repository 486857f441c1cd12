// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.wire;

import io.plumbline.profiles.profile.Usage;

/** Turns the usage of peers into messages and back. */
final class UsageCodec {
    private UsageCodec() {}

    static io.plumbline.v1.Usage toProto(Usage usage) {
        return io.plumbline.v1.Usage.newBuilder()
                .setPeakBytesSent(usage.peakBytesSent())
                .setPeakConnections(usage.peakConnections())
                .setRegular(usage.regular())
                .build();
    }

    /** Numbers that are too large to be true count as the largest one. */
    static Usage fromProto(io.plumbline.v1.Usage message) {
        return new Usage(
                bounded(message.getPeakBytesSent()), bounded(message.getPeakConnections()), message.getRegular());
    }

    private static long bounded(long unsigned) {
        return unsigned < 0 ? Long.MAX_VALUE : unsigned;
    }
}
