// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.network;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One socket as sock_diag tells it (struct inet_diag_msg). A view that is moved from message to message, as most sockets of a dump
 * are known already and need no objects. Not thread-safe.
 */
final class DiagMessage {
    static final int ESTABLISHED = 1;
    static final int SYN_SENT = 2;
    static final int CLOSE = 7;
    static final int LISTEN = 10;

    private static final int FIXED_BYTES = 88;
    private static final int ATTRIBUTE_INFO = 2;
    private static final int INFO_BYTES_ACKED = 120;
    private static final int TIMER_TIME_WAIT = 3;

    private ByteBuffer buffer = ByteBuffer.allocate(FIXED_BYTES);
    private int start;
    private int end;

    /** Moves to the message that starts with its netlink header at {@code start}; false when it is too short or not of IP. */
    boolean moveTo(ByteBuffer buffer, int start, int length) {
        this.buffer = buffer;
        this.start = start;
        end = start + length;
        return length >= FIXED_BYTES
                && end <= buffer.limit()
                && (family() == LibC.AF_INET || family() == LibC.AF_INET6);
    }

    int family() {
        return buffer.get(start + 16);
    }

    int state() {
        return buffer.get(start + 17);
    }

    /** Whether only the kernel's reminder of a closed connection is left: it has neither inode nor the socket's cookie. */
    boolean timeWait() {
        return buffer.get(start + 18) == TIMER_TIME_WAIT && inode() == 0;
    }

    int localPort() {
        return port(start + 20);
    }

    int remotePort() {
        return port(start + 22);
    }

    Endpoint local() {
        return new Endpoint(address(start + 24), localPort());
    }

    Endpoint remote() {
        return new Endpoint(address(start + 40), remotePort());
    }

    /** Whether the socket never had a peer. */
    boolean unconnected() {
        if (remotePort() != 0) {
            return false;
        }
        for (int at = start + 40; at < start + 56; at++) {
            if (buffer.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Number that the kernel gives to a socket and to no other. */
    long cookie() {
        return (buffer.getInt(start + 60) & 0xffffffffL) | ((long) buffer.getInt(start + 64) << 32);
    }

    /** 0 when no process holds the socket. */
    long inode() {
        return buffer.getInt(start + 84) & 0xffffffffL;
    }

    /** Bytes that the peer acknowledged, its answer to SYN counting as one where we connected; -1 when not told. */
    long bytesAcknowledged() {
        int at = start + FIXED_BYTES;
        while (at + 4 <= end) {
            int length = buffer.getShort(at) & 0xffff;
            if (length < 4 || at + length > end) {
                return -1;
            }
            if ((buffer.getShort(at + 2) & 0x3fff) == ATTRIBUTE_INFO) {
                return length >= 4 + INFO_BYTES_ACKED + 8 ? buffer.getLong(at + 4 + INFO_BYTES_ACKED) : -1;
            }
            at += (length + 3) & ~3;
        }
        return -1;
    }

    private int port(int at) {
        short raw = buffer.getShort(at);
        return (buffer.order() == ByteOrder.BIG_ENDIAN ? raw : Short.reverseBytes(raw)) & 0xffff;
    }

    private InetAddress address(int at) {
        byte[] bytes = new byte[family() == LibC.AF_INET ? 4 : 16];
        buffer.get(at, bytes);
        try {
            // Turns an IPv4 address that is mapped into IPv6 back into an IPv4 address.
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("address length: " + bytes.length + " (expected: 4 or 16)", impossible);
        }
    }
}
