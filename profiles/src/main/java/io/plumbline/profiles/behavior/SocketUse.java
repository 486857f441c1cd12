// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.behavior;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * A process created a socket of a kind that few programs need.
 *
 * @param family a word such as {@code packet} or {@code vsock}; {@code family-42} for one without a word
 * @param type a word such as {@code raw} or {@code dgram}; {@code type-42} for one without a word
 * @param executable path of the process's executable
 */
public record SocketUse(String family, String type, String executable) implements Behavior {
    /** What a family or a type looks like. */
    public static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private static final Map<Integer, String> FAMILIES = Map.ofEntries(
            Map.entry(1, "unix"),
            Map.entry(2, "inet"),
            Map.entry(10, "inet6"),
            Map.entry(15, "key"),
            Map.entry(16, "netlink"),
            Map.entry(17, "packet"),
            Map.entry(21, "rds"),
            Map.entry(29, "can"),
            Map.entry(30, "tipc"),
            Map.entry(31, "bluetooth"),
            Map.entry(38, "alg"),
            Map.entry(40, "vsock"),
            Map.entry(44, "xdp"));

    private static final Map<Integer, String> TYPES =
            Map.of(1, "stream", 2, "dgram", 3, "raw", 4, "rdm", 5, "seqpacket", 6, "dccp", 10, "packet");

    /** Of the numbers that socket(2) takes; the type without its flags. */
    public static SocketUse of(int family, int type, String executable) {
        return new SocketUse(
                FAMILIES.getOrDefault(family, "family-" + Integer.toUnsignedString(family)),
                TYPES.getOrDefault(type, "type-" + Integer.toUnsignedString(type)),
                executable);
    }
}
