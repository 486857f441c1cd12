// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import io.plumbline.profiles.peer.AddressRange;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The narrowest range around addresses, of one family: IPv4, unless the first address is one of IPv6. For one thread. */
final class TargetRange {
    private @Nullable InetAddress first;
    private int length;

    void add(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (first == null) {
            first = address;
            length = bytes.length * 8;
        } else if (first.getAddress().length != bytes.length) {
            length = 0;
        } else {
            length = Math.min(length, common(first.getAddress(), bytes));
        }
    }

    private static int common(byte[] one, byte[] other) {
        for (int i = 0; i < one.length; i++) {
            int difference = (one[i] ^ other[i]) & 0xff;
            if (difference != 0) {
                return i * 8 + Integer.numberOfLeadingZeros(difference) - 24;
            }
        }
        return one.length * 8;
    }

    /** True while there is one address only. */
    boolean isOneAddress() {
        return first == null || length == first.getAddress().length * 8;
    }

    /** The narrowest range, in CIDR notation. */
    String exact() {
        return text(length);
    }

    /**
     * A range that does not move with each address: one address, a /16 (IPv6: a /64), or everything. So the same scan is the same
     * behaviour from its first minute to its last, unless it leaves its neighbourhood.
     */
    String coarse() {
        int step = first instanceof Inet6Address ? 64 : 16;
        return text(isOneAddress() ? length : length >= step ? step : 0);
    }

    /** Groups of zeros are written out, as in the ids of behaviours that were learned before. */
    private String text(int prefix) {
        AddressRange range = first == null ? AddressRange.ANY_V4 : AddressRange.around(first, prefix);
        return range.base().getHostAddress() + "/" + prefix;
    }
}
