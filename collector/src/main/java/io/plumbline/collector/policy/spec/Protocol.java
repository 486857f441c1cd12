// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.spec;

import io.plumbline.profiles.behavior.Transport;
import java.util.Optional;

/** Protocols that a network policy can name. */
public enum Protocol {
    TCP,
    UDP,
    /** SCTP, which stands in documents of others alone: no flow on record has it. */
    SCTP;

    /** Empty for what has no ports. */
    public static Optional<Protocol> of(Transport transport) {
        return switch (transport) {
            case TCP -> Optional.of(TCP);
            case UDP -> Optional.of(UDP);
            case UNIX, UNKNOWN -> Optional.empty();
        };
    }
}
