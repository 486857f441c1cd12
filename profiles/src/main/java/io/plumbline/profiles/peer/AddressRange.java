// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.peer;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses of one family, in CIDR notation.
 *
 * @param base its first address
 * @param length of the prefix, 0 to 32 or 128 bits
 */
public record AddressRange(InetAddress base, int length) implements Comparable<AddressRange> {
    /** Every IPv4 address. */
    public static final AddressRange ANY_V4 = known("0.0.0.0/0");

    /** Every IPv6 address. */
    public static final AddressRange ANY_V6 = known("::/0");

    /** Ranges that are not of the internet: private, shared (carrier NAT) and link-local addresses. */
    public static final List<AddressRange> PRIVATE = List.of(
            known("10.0.0.0/8"),
            known("100.64.0.0/10"),
            known("169.254.0.0/16"),
            known("172.16.0.0/12"),
            known("192.168.0.0/16"),
            known("fc00::/7"),
            known("fe80::/10"));

    private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final Pattern V6 =
            Pattern.compile("[0-9a-fA-F:]{2,39}|[0-9a-fA-F:]{2,30}:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,3}");
    private static final Comparator<AddressRange> ORDER = Comparator.comparing(AddressRange::v6)
            .thenComparing(range -> range.base.getAddress(), java.util.Arrays::compareUnsigned)
            .thenComparingInt(AddressRange::length);

    /**
     * Reads {@code 10.0.0.0/8}; bits behind the prefix are cleared, and a range of IPv4 addresses mapped into IPv6
     * ({@code ::ffff:10.0.0.0/104}) is the range of IPv4 addresses. Never looks a name up.
     */
    public static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        boolean writtenAsV6 = text.lastIndexOf(':', slash) >= 0;
        return address(text.substring(0, slash))
                .map(base -> writtenAsV6 ? asV6(base) : base.getAddress())
                .filter(bytes -> length <= bytes.length * 8)
                .map(bytes -> around(bytes, length));
    }

    /** The range of so many leading bits around an address; the bits behind them are cleared. */
    public static AddressRange around(InetAddress address, int length) {
        return around(address.getAddress(), length);
    }

    /** The range of one address alone. */
    public static AddressRange of(InetAddress address) {
        return new AddressRange(address, address.getAddress().length * 8);
    }

    /** Reads one address; an IPv4 address mapped into IPv6 is the IPv4 address. Never looks a name up. */
    public static Optional<InetAddress> address(String text) {
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    /** True for an address of one of the {@link #PRIVATE} ranges. */
    public static boolean isPrivate(InetAddress address) {
        return PRIVATE.stream().anyMatch(range -> range.contains(address));
    }

    /** True for an address of the same family with the same prefix. */
    public boolean contains(InetAddress address) {
        byte[] own = base.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < length; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((own[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** True when all of the other range is within this one. */
    public boolean contains(AddressRange other) {
        return other.length >= length && contains(other.base);
    }

    /** True for the range of one address alone. */
    public boolean isOneAddress() {
        return length == base.getAddress().length * 8;
    }

    /** True for a range of IPv6 addresses. */
    public boolean v6() {
        return base instanceof Inet6Address;
    }

    /** The one after the first address of a range of several. */
    public InetAddress second() {
        byte[] bytes = base.getAddress();
        bytes[bytes.length - 1] |= 1;
        return address(bytes);
    }

    /** The last address of the range. */
    public InetAddress last() {
        byte[] bytes = base.getAddress();
        for (int bit = length; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        return address(bytes);
    }

    @Override
    public int compareTo(AddressRange other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return text(base) + "/" + length;
    }

    /** The address as people write it: IPv6 in the form of RFC 5952. */
    public static String text(InetAddress address) {
        if (address instanceof Inet4Address) {
            return address.getHostAddress();
        }
        byte[] bytes = address.getAddress();
        int[] groups = new int[8];
        int start = -1;
        int longest = 1;
        for (int i = 0, run = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
            run = groups[i] == 0 ? run + 1 : 0;
            if (run > longest) {
                longest = run;
                start = i - run + 1;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == start) {
                text.append("::");
                i += longest - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    private static AddressRange around(byte[] address, int length) {
        byte[] bytes = address.clone();
        for (int bit = length; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        InetAddress base = address(bytes);
        return new AddressRange(base, length - (bytes.length - base.getAddress().length) * 8);
    }

    /** The 16 bytes of an address; the JDK takes an IPv4 address mapped into IPv6 for the IPv4 address. */
    private static byte[] asV6(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(bytes.length + " bytes (expected: 4 or 16)", impossible);
        }
    }

    private static AddressRange known(String text) {
        int slash = text.indexOf('/');
        return new AddressRange(
                InetAddress.ofLiteral(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }
}
