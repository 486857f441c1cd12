// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.peer.AddressRange;
import io.plumbline.profiles.peer.Peer;

/** Address ranges in CIDR notation; text that is none covers nothing. */
final class Ranges {
    private Ranges() {}

    /** True when the peers are equal, or the pattern is a range around the observed one, or a pattern of its name. */
    static boolean covers(Peer pattern, Peer observed) {
        return pattern.equals(observed)
                || (pattern instanceof Peer.DnsName names
                        && observed instanceof Peer.DnsName name
                        && Names.covers(names.name(), name.name()))
                || (pattern instanceof Peer.Cidr outer
                        && observed instanceof Peer.Cidr inner
                        && covers(outer.range(), inner.range()));
    }

    private static boolean covers(String outer, String inner) {
        return AddressRange.parse(outer)
                .flatMap(around -> AddressRange.parse(inner).map(around::contains))
                .orElse(false);
    }
}
