// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.network;

import io.plumbline.acceptance.lab.runtime.NetworkSpace;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Talks through the runtime to a port of a pod, as kubectl does: one line there, one line back, over a WebSocket (RFC 6455). */
public final class PortForward {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int BINARY = 2;
    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;

    /** The channel of the first port's bytes; the other one is for errors. */
    private static final int DATA = 0;

    private PortForward() {}

    /**
     * Returns what the server behind the port answers.
     *
     * @param space the network of the runtime
     * @param url as the runtime gave it, for this port alone
     */
    public static String ask(NetworkSpace space, URI url, int port, String line) throws IOException {
        return space.within(() -> {
            try (Socket socket = new Socket(InetAddress.ofLiteral(url.getHost()), url.getPort())) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                var in = new DataInputStream(socket.getInputStream());
                open(in, socket.getOutputStream(), url, port);
                send(socket.getOutputStream(), line);
                return answer(in);
            }
        });
    }

    private static void open(DataInputStream in, OutputStream out, URI url, int port) throws IOException {
        out.write(("GET " + url.getPath() + "?port=" + port + " HTTP/1.1\r\nHost: " + url.getAuthority()
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: http://localhost"
                        + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
                        + "\r\nSec-WebSocket-Protocol: v4.channel.k8s.io\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException(
                    "answer: " + head.toString().lines().findFirst().orElse("") + " (expected: 101)");
        }
    }

    private static void send(OutputStream out, String line) throws IOException {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        // A mask of zeros leaves the bytes as they are.
        out.write(ByteBuffer.allocate(7 + text.length)
                .put((byte) (LAST | BINARY))
                .put((byte) (MASKED | (text.length + 1)))
                .putInt(0)
                .put((byte) DATA)
                .put(text)
                .array());
        out.flush();
    }

    /** The first frame of each channel has the port's number, in two bytes. */
    private static String answer(DataInputStream in) throws IOException {
        boolean begun = false;
        while (true) {
            in.readUnsignedByte();
            byte[] frame = in.readNBytes(in.readUnsignedByte());
            String text = frame.length == 0 ? "" : new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8);
            if (frame.length > 0 && frame[0] != DATA && frame.length > 3) {
                throw new IOException("port-forward: " + text);
            }
            if (frame.length > 0 && frame[0] == DATA) {
                if (begun) {
                    return text;
                }
                begun = true;
            }
        }
    }
}
