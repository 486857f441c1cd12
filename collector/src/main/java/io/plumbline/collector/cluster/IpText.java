// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster;

import io.plumbline.profiles.peer.AddressRange;
import java.net.InetAddress;
import java.util.Optional;

/** Addresses as text. */
public final class IpText {
    private IpText() {}

    /** One text for one address; empty for anything else. Never looks a name up. */
    public static Optional<String> canonical(String ip) {
        return AddressRange.address(ip).map(InetAddress::getHostAddress);
    }
}
