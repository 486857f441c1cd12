// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.sockets;

import io.plumbline.agent.sensor.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.StringTokenizer;

/**
 * One line of /proc/PID/net/tcp and its like.
 *
 * @param state as the kernel numbers it: 1 is established, 7 closed (a datagram socket without a peer), 10 listens
 * @param inode of the socket; 0 when no process has it any more
 */
record SocketRow(Endpoint local, Endpoint remote, int state, long inode) {
    static final int ESTABLISHED = 1;
    static final int CLOSE = 7;
    static final int LISTEN = 10;

    private static final int LONGEST = 512;
    private static final int COLUMNS = 10;

    /** Empty when the text is torn or no such line, as the heading. Never throws. */
    static Optional<SocketRow> parse(String line) {
        if (line.length() > LONGEST) {
            return Optional.empty();
        }
        var tokens = new StringTokenizer(line, " ");
        if (tokens.countTokens() <= COLUMNS) {
            // The inode must not be the last, or it may be cut.
            return Optional.empty();
        }
        String[] columns = new String[COLUMNS];
        for (int column = 0; column < COLUMNS; column++) {
            columns[column] = tokens.nextToken();
        }
        try {
            return Optional.of(new SocketRow(
                    endpoint(columns[1]),
                    endpoint(columns[2]),
                    HexFormat.fromHexDigits(columns[3]),
                    Long.parseUnsignedLong(columns[9])));
        } catch (IllegalArgumentException torn) {
            return Optional.empty();
        }
    }

    /** The address is in words of 32 bits, each in the machine's order of bytes. */
    private static Endpoint endpoint(String text) {
        int colon = text.length() - 5;
        if ((colon != 8 && colon != 32) || text.charAt(colon) != ':') {
            throw new IllegalArgumentException("end: " + text + " (expected: 8 or 32 digits, colon, 4 digits)");
        }
        byte[] bytes = HexFormat.of().parseHex(text, 0, colon);
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            for (int at = 0; at < bytes.length; at += 4) {
                swap(bytes, at, at + 3);
                swap(bytes, at + 1, at + 2);
            }
        }
        try {
            return new Endpoint(
                    InetAddress.getByAddress(bytes), HexFormat.fromHexDigits(text, colon + 1, text.length()));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("address length: " + bytes.length + " (expected: 4 or 16)", impossible);
        }
    }

    private static void swap(byte[] bytes, int one, int other) {
        byte kept = bytes[one];
        bytes[one] = bytes[other];
        bytes[other] = kept;
    }
}
