// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.peer.Peer;
import org.jspecify.annotations.Nullable;

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
        byte[] outerAddress = address(outer);
        byte[] innerAddress = address(inner);
        int outerLength = length(outer, outerAddress);
        int innerLength = length(inner, innerAddress);
        if (outerAddress == null
                || innerAddress == null
                || outerAddress.length != innerAddress.length
                || outerLength < 0
                || innerLength < outerLength) {
            return false;
        }
        for (int bit = 0; bit < outerLength; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((outerAddress[bit / 8] & mask) != (innerAddress[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static byte @Nullable [] address(String range) {
        int slash = range.indexOf('/');
        if (slash < 0) {
            return null;
        }
        String text = range.substring(0, slash);
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

    /** Eight groups of hexadecimal digits, of which one run of zeros may be left out. */
    private static byte @Nullable [] sixteenBytes(String text) {
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

    private static int length(String range, byte @Nullable [] address) {
        String text = range.substring(range.indexOf('/') + 1);
        int length = number(text, 10, 3);
        return address != null && length <= address.length * 8 ? length : -1;
    }
}
