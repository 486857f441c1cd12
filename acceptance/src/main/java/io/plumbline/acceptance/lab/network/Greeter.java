// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.network;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A TCP server that answers whatever it is told with one line, until its peer has enough. */
final class Greeter implements AutoCloseable {
    private static final byte[] GREETING = "welcome\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket listener;

    Greeter(ServerSocket listener) {
        this.listener = listener;
        Thread.ofVirtual().name("lab-greeter").start(this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket peer = listener.accept();
                Thread.ofVirtual().start(() -> greet(peer));
            } catch (IOException closing) {
                return;
            }
        }
    }

    private static void greet(Socket peer) {
        byte[] heard = new byte[4096];
        try (peer) {
            while (peer.getInputStream().read(heard) > 0) {
                peer.getOutputStream().write(GREETING);
            }
        } catch (IOException gone) {
            // A peer may end as it likes.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
