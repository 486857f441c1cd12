// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.network;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.netlink.channel.MessageBatch;
import io.plumbline.agent.sensor.netlink.channel.NetlinkSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;

/** Asks for all sockets of the network namespace in which it was opened. Not thread-safe. */
final class SocketDump implements AutoCloseable {
    private static final short TCPDIAG_GETSOCK = 18;
    private static final short SOCK_DIAG_BY_FAMILY = 20;
    private static final short REQUEST_DUMP = 0x301;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int DUMP_INTERRUPTED = 0x10;
    private static final int IPPROTO_UDP = 17;
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final NetlinkSocket socket;
    private final MessageBatch batch;
    private final ByteBuffer request = MessageBatch.direct(76);
    private final DiagMessage message = new DiagMessage();
    private int sequence;
    private boolean interrupted;

    private SocketDump(NetlinkSocket socket, MessageBatch batch) {
        this.socket = socket;
        this.batch = batch;
    }

    /** Opens in the network namespace of the calling thread; {@code batch} may serve many dumps of one thread. */
    static SocketDump open(MessageBatch batch) throws IOException {
        NetlinkSocket socket = NetlinkSocket.open(LibC.NETLINK_SOCK_DIAG);
        try {
            socket.receiveTimeout(TIMEOUT);
            return new SocketDump(socket, batch);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Buffers as they fit a dump: the kernel fills 32 KiB at once. */
    static MessageBatch buffers() {
        return new MessageBatch(2, 32 << 10);
    }

    /**
     * TCP sockets in the given states (a bit mask), of IPv4 and IPv6 in one walk: the older request knows no family, and the walk
     * through the kernel's table is what costs.
     *
     * @return false when the answer is not complete
     */
    boolean tcp(int states, Consumer<DiagMessage> found) throws IOException {
        begin(TCPDIAG_GETSOCK, 76);
        request.put(16, (byte) LibC.AF_INET).putInt(68, states);
        return run(76, found);
    }

    /** UDP sockets of one family; false when the answer is not complete. */
    boolean udp(int family, Consumer<DiagMessage> found) throws IOException {
        begin(SOCK_DIAG_BY_FAMILY, 72);
        request.put(16, (byte) family).put(17, (byte) IPPROTO_UDP).putInt(20, -1);
        return run(72, found);
    }

    @Override
    public void close() {
        socket.close();
    }

    private void begin(short type, int length) {
        sequence++;
        interrupted = false;
        for (int at = 0; at < request.capacity(); at++) {
            request.put(at, (byte) 0);
        }
        request.putInt(0, length).putShort(4, type).putShort(6, REQUEST_DUMP).putInt(8, sequence);
    }

    private boolean run(int length, Consumer<DiagMessage> found) throws IOException {
        socket.send(request, length);
        boolean complete = true;
        while (true) {
            int received = batch.receive(socket.fd(), 0);
            if (received < 0) {
                int errno = LibC.errno();
                if (errno == LibC.EINTR) {
                    continue;
                }
                throw new IOException("sock_diag answer: " + LibC.describe(errno));
            }
            for (int slot = 0; slot < received; slot++) {
                complete &= batch.length(slot) > 0;
                if (parse(batch.message(slot), batch.length(slot), found)) {
                    return complete && !interrupted;
                }
            }
        }
    }

    /** True when this was the last part of the answer. */
    private boolean parse(ByteBuffer buffer, int length, Consumer<DiagMessage> found) throws IOException {
        int at = 0;
        while (at + 16 <= length) {
            int size = buffer.getInt(at);
            int type = buffer.getShort(at + 4);
            if (size < 16 || at + size > length) {
                throw new IOException("sock_diag message: " + size + " bytes (expected: 16 to " + (length - at) + ")");
            }
            if (buffer.getInt(at + 8) == sequence) {
                interrupted |= (buffer.getShort(at + 6) & DUMP_INTERRUPTED) != 0;
                if (type == NLMSG_DONE) {
                    return true;
                }
                if (type == NLMSG_ERROR) {
                    int errno = size >= 20 ? -buffer.getInt(at + 16) : 0;
                    throw new IOException("sock_diag: " + LibC.describe(errno));
                }
                if (message.moveTo(buffer, at, size)) {
                    found.accept(message);
                }
            }
            at += (size + 3) & ~3;
        }
        return false;
    }
}
