// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.network;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.netlink.channel.MessageBatch;
import io.plumbline.agent.sensor.netlink.channel.NetlinkSocket;
import io.plumbline.profiles.behavior.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;

/** Hears of each socket that is destroyed in the network namespace in which it was opened. Not thread-safe. */
final class DestroyedSockets implements AutoCloseable {
    private static final int[] GROUPS = {1, 2, 3, 4};

    /** TCP over IPv4 and over IPv6, as a mask of groups; the message itself does not tell the protocol. */
    private static final int TCP_GROUPS = 1 | 1 << 2;

    /** Messages handled in one go, so that one busy namespace does not keep the others waiting. */
    private static final int MOST_BATCHES = 64;

    private final NetlinkSocket socket;
    private final MessageBatch batch;
    private final DiagMessage message = new DiagMessage();

    private DestroyedSockets(NetlinkSocket socket, MessageBatch batch) {
        this.socket = socket;
        this.batch = batch;
    }

    /** Opens in the network namespace of the calling thread; {@code batch} may serve many of one thread. */
    static DestroyedSockets open(MessageBatch batch, int receiveBufferBytes) throws IOException {
        NetlinkSocket socket = NetlinkSocket.open(LibC.NETLINK_SOCK_DIAG);
        try {
            socket.receiveBuffer(receiveBufferBytes);
            socket.bind(0);
            for (int group : GROUPS) {
                socket.join(group);
            }
            return new DestroyedSockets(socket, batch);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Buffers as they fit these messages: 88 bytes and struct tcp_info, 300 bytes so far. */
    static MessageBatch buffers() {
        return new MessageBatch(32, 1024);
    }

    int fd() {
        return socket.fd();
    }

    /** Handles what waits, without waiting; returns how often the kernel had to drop some. */
    long drain(BiConsumer<Transport, DiagMessage> destroyed) {
        long overruns = 0;
        for (int round = 0; round < MOST_BATCHES; round++) {
            int received = batch.receive(socket.fd(), LibC.MSG_DONTWAIT);
            if (received < 0) {
                if (LibC.errno() != LibC.ENOBUFS) {
                    return overruns;
                }
                overruns++;
                continue;
            }
            for (int slot = 0; slot < received; slot++) {
                ByteBuffer buffer = batch.message(slot);
                if (message.moveTo(buffer, 0, batch.length(slot))) {
                    Transport transport = (batch.groups(slot) & TCP_GROUPS) != 0 ? Transport.TCP : Transport.UDP;
                    destroyed.accept(transport, message);
                }
            }
            if (!batch.full(received)) {
                return overruns;
            }
        }
        return overruns;
    }

    @Override
    public void close() {
        socket.close();
    }
}
