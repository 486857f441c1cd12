// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** The narrowest range around addresses, of one family: IPv4, unless the first address is one of IPv6. For one thread. */
final class TargetRange {
    private byte @Nullable [] first;
    private int length;

    void add(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (first == null) {
            first = bytes;
            length = bytes.length * 8;
        } else if (first.length != bytes.length) {
            length = 0;
        } else {
            length = Math.min(length, common(first, bytes));
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
        return first == null || length == first.length * 8;
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
        int step = first != null && first.length == 16 ? 64 : 16;
        return text(isOneAddress() ? length : length >= step ? step : 0);
    }

    private String text(int prefix) {
        byte[] network = first == null ? new byte[4] : first.clone();
        for (int bit = prefix; bit < network.length * 8; bit++) {
            network[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address: " + network.length + " bytes (expected: 4 or 16)", e);
        }
    }
}
