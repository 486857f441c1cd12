// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster;

import java.net.InetAddress;
import java.util.Optional;

/** Addresses as text. */
public final class IpText {
    private static final int LONGEST = 64;

    private IpText() {}

    /** One text for one address; empty for anything else. Never looks a name up. */
    public static Optional<String> canonical(String ip) {
        try {
            return ip.isEmpty() || ip.length() > LONGEST
                    ? Optional.empty()
                    : Optional.of(InetAddress.ofLiteral(ip).getHostAddress());
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
