// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.watch;

import io.plumbline.profiles.behavior.Transport;
import org.jspecify.annotations.Nullable;

/** Transports as the API writes them. */
final class Transports {
    private Transports() {}

    /** TCP when nothing is said; UNKNOWN for SCTP. */
    static Transport of(@Nullable String protocol) {
        if (protocol == null || protocol.equals("TCP")) {
            return Transport.TCP;
        }
        return protocol.equals("UDP") ? Transport.UDP : Transport.UNKNOWN;
    }
}
