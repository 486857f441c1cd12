// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.channel;

import io.plumbline.agent.linux.LibC;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** An open netlink socket; stays in the network namespace in which its thread was when it was opened. Not thread-safe. */
public final class NetlinkSocket implements AutoCloseable {
    private int fd;

    private NetlinkSocket(int fd) {
        this.fd = fd;
    }

    /** Opens a socket of a netlink protocol; fails with the kernel's reason. */
    public static NetlinkSocket open(int protocol) throws IOException {
        int fd = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            throw failure("socket");
        }
        return new NetlinkSocket(fd);
    }

    /** Binds to an address that the kernel chooses; {@code groups} is a bit mask of multicast groups. */
    public void bind(int groups) throws IOException {
        ByteBuffer address = MessageBatch.direct(12);
        address.putShort(0, (short) LibC.AF_NETLINK).putInt(8, groups);
        check("bind", LibC.bind(fd, address, address.capacity()));
    }

    public void join(int group) throws IOException {
        check("join group " + group, setOption(LibC.SOL_NETLINK, LibC.NETLINK_ADD_MEMBERSHIP, group));
    }

    /** Beyond the system's limit where the process may (CAP_NET_ADMIN), else as far as the limit goes. */
    public void receiveBuffer(int bytes) {
        // The kernel doubles what it is given, for its own bookkeeping.
        if (setOption(LibC.SOL_SOCKET, LibC.SO_RCVBUFFORCE, bytes / 2) < 0) {
            setOption(LibC.SOL_SOCKET, LibC.SO_RCVBUF, bytes / 2);
        }
    }

    public void receiveTimeout(Duration timeout) throws IOException {
        ByteBuffer value = MessageBatch.direct(16);
        value.putLong(0, timeout.toSeconds()).putLong(8, timeout.toNanosPart() / 1000);
        check("receive timeout", LibC.setsockopt(fd, LibC.SOL_SOCKET, LibC.SO_RCVTIMEO, value, 16));
    }

    public void send(ByteBuffer message, int length) throws IOException {
        check("send", (int) LibC.send(fd, message, length, 0));
    }

    public int fd() {
        return fd;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            LibC.close(fd);
            fd = -1;
        }
    }

    private int setOption(int level, int name, int value) {
        ByteBuffer buffer = MessageBatch.direct(4);
        buffer.putInt(0, value);
        return LibC.setsockopt(fd, level, name, buffer, 4);
    }

    private static void check(String what, int result) throws IOException {
        if (result < 0) {
            throw failure(what);
        }
    }

    private static IOException failure(String what) {
        return new IOException("netlink " + what + ": " + LibC.describe(LibC.errno()));
    }
}
