// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.peer.Peer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Address ranges in CIDR notation; text that is none covers nothing. */
final class Ranges {
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

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
        Range around = range(outer);
        Range within = range(inner);
        if (around == null
                || within == null
                || around.address.length != within.address.length
                || within.length < around.length) {
            return false;
        }
        for (int bit = 0; bit < around.length; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((around.address[bit / 8] & mask) != (within.address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** IPv4 addresses that are written as IPv6 ones (::ffff:192.0.2.1) are IPv4 addresses. */
    private static @Nullable Range range(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return null;
        }
        byte[] address = address(text.substring(0, slash));
        int length = number(text.substring(slash + 1), 10, 3);
        if (address == null || length < 0 || length > address.length * 8) {
            return null;
        }
        return length >= MAPPED.length * 8 && address.length > 4 && startsWith(address, MAPPED)
                ? new Range(Arrays.copyOfRange(address, MAPPED.length, address.length), length - MAPPED.length * 8)
                : new Range(address, length);
    }

    private static boolean startsWith(byte[] address, byte[] prefix) {
        return Arrays.equals(address, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte @Nullable [] address(String text) {
        return text.indexOf(':') < 0 ? fourBytes(text) : sixteenBytes(text);
    }

    private static byte @Nullable [] fourBytes(String text) {
        String[] parts = text.split("\\.", 5);
        byte[] address = new byte[4];
        for (int i = 0; i < 4; i++) {
            int value = parts.length == 4 ? number(parts[i], 10, 3) : -1;
            if (value < 0 || value > 255) {
                return null;
            }
            address[i] = (byte) value;
        }
        return address;
    }

    /** Eight groups of hexadecimal digits, of which one run of zeros may be left out; the last two may be an IPv4 address. */
    private static byte @Nullable [] sixteenBytes(String told) {
        String text = told;
        if (told.indexOf('.') >= 0) {
            int last = told.lastIndexOf(':') + 1;
            byte[] end = fourBytes(told.substring(last));
            if (end == null) {
                return null;
            }
            text = told.substring(0, last) + "%02x%02x:%02x%02x".formatted(end[0], end[1], end[2], end[3]);
        }
        int gap = text.indexOf("::");
        String[] head = groups(gap < 0 ? text : text.substring(0, gap));
        String[] tail = groups(gap < 0 ? "" : text.substring(gap + 2));
        int zeros = 8 - head.length - tail.length;
        if (gap < 0 ? zeros != 0 : zeros < 1) {
            return null;
        }
        byte[] address = new byte[16];
        for (int i = 0; i < head.length + tail.length; i++) {
            int value = number(i < head.length ? head[i] : tail[i - head.length], 16, 4);
            if (value < 0) {
                return null;
            }
            int at = 2 * (i < head.length ? i : i + zeros);
            address[at] = (byte) (value >> 8);
            address[at + 1] = (byte) value;
        }
        return address;
    }

    private static String[] groups(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", 9);
    }

    /** The number, or -1 where the text is none. */
    private static int number(String text, int radix, int longest) {
        if (text.isEmpty() || text.length() > longest) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    /** The first {@code length} bits of an address. */
    private static final class Range {
        private final byte[] address;
        private final int length;

        Range(byte[] address, int length) {
            this.address = address;
            this.length = length;
        }
    }
}
