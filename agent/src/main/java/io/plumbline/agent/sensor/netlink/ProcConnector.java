// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.netlink.channel.MessageBatch;
import io.plumbline.agent.sensor.netlink.channel.NetlinkSocket;
import io.plumbline.agent.sensor.netlink.channel.NetworkNamespace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/** The kernel's proc connector: events of all processes of the host. Not thread-safe. */
final class ProcConnector implements AutoCloseable {
    /** Messages that one call fetches at most. */
    static final int BATCH = 64;

    private static final int GROUP_PROC = 1;
    private static final int LISTEN = 1;
    private static final int REQUEST_BYTES = 40;
    private static final Duration TIMEOUT = Duration.ofMillis(200);
    private static final Duration ACKNOWLEDGE = Duration.ofSeconds(2);

    private final NetlinkSocket socket;
    private final MessageBatch batch = new MessageBatch(BATCH, 128);

    private ProcConnector(NetlinkSocket socket) {
        this.socket = socket;
    }

    /**
     * Opens and subscribes; waits up to 2 s for the kernel's word. Call it on a thread of its own.
     *
     * @throws IOException with what is missing
     */
    static ProcConnector open(NetworkNamespace namespaces, int receiveBufferBytes) throws IOException {
        NetlinkSocket socket = namespaces.inHost(() -> NetlinkSocket.open(LibC.NETLINK_CONNECTOR));
        try {
            socket.receiveBuffer(receiveBufferBytes);
            socket.receiveTimeout(TIMEOUT);
            socket.bind(GROUP_PROC);
            var connector = new ProcConnector(socket);
            connector.subscribe();
            return connector;
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Waits up to 200 ms for events; how many came, or minus the errno. */
    int receive() {
        int received = batch.receive(socket.fd(), 0);
        return received < 0 ? -LibC.errno() : received;
    }

    /** Whether the last receive left nothing behind, most likely. */
    boolean drained(int received) {
        return !batch.full(received);
    }

    /** An event of the last receive; empty when it is not one. */
    Optional<ProcEvent> event(int index) {
        return ProcEvent.parse(batch.message(index), batch.length(index));
    }

    @Override
    public void close() {
        socket.close();
    }

    private void subscribe() throws IOException {
        ByteBuffer request = MessageBatch.direct(REQUEST_BYTES);
        request.putInt(0, REQUEST_BYTES).putShort(4, (short) 3);
        // The answer goes to all listeners: the number tells ours from that to another.
        int number = (int) System.nanoTime();
        request.putInt(16, 1).putInt(20, 1).putInt(28, number - 1);
        request.putShort(32, (short) 4).putInt(36, LISTEN);
        socket.send(request, REQUEST_BYTES);
        long start = System.nanoTime();
        while (System.nanoTime() - start < ACKNOWLEDGE.toNanos()) {
            int received = receive();
            for (int index = 0; index < received; index++) {
                Optional<ProcEvent> event = event(index);
                if (event.isPresent() && acknowledges(event.get(), number)) {
                    if (event.get().value() != 0) {
                        throw new IOException(
                                "proc connector: " + LibC.describe(event.get().value())
                                        + " (expected: CAP_NET_ADMIN in the initial user namespace)");
                    }
                    return;
                }
            }
        }
        throw new IOException("proc connector: no answer (expected: the initial pid and user namespaces)");
    }

    private static boolean acknowledges(ProcEvent event, int number) {
        return event.what() == ProcEvent.NONE && event.pid() == number;
    }
}
