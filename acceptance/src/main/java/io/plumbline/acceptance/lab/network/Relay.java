// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.network;

import io.plumbline.acceptance.lab.runtime.NetworkSpace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Hands connections on to a port of this machine's loopback, and answers back, which it can hold up. */
public final class Relay implements AutoCloseable {
    private static final int PIECE = 1 << 16;

    private final ServerSocket listener;
    private final int target;
    private volatile Duration delay = Duration.ZERO;

    private Relay(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
        Thread.ofVirtual().name("lab-relay").start(this::accept);
    }

    /** Bytes of an answer, and when they may go on; none: the end of it. */
    private record Piece(ByteBuffer content, long dueNanos) {
        static Piece end() {
            return new Piece(ByteBuffer.allocate(0), System.nanoTime());
        }
    }

    /** Listens at any port of this address, on this machine. */
    public static Relay open(int target) throws IOException {
        return new Relay(listen("127.0.0.1"), target);
    }

    /** Listens at any port of this address, in another network. */
    public static Relay open(NetworkSpace space, String address, int target) throws IOException {
        return new Relay(space.within(() -> listen(address)), target);
    }

    private static ServerSocket listen(String address) throws IOException {
        return new ServerSocket(0, 64, InetAddress.ofLiteral(address));
    }

    /** The address at which it listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Delays what comes back from now on by so long. */
    public void delay(Duration newDelay) {
        delay = newDelay;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Thread.ofVirtual().start(() -> connect(near));
            } catch (IOException closing) {
                return;
            }
        }
    }

    private void connect(Socket near) {
        BlockingQueue<Piece> late = new LinkedBlockingQueue<>();
        try (near;
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target)) {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> deliver(late, near));
            Thread hold = Thread.ofVirtual().start(() -> hold(far, late));
            near.getInputStream().transferTo(far.getOutputStream());
            far.shutdownOutput();
            hold.join();
            back.join();
        } catch (IOException gone) {
            late.add(Piece.end());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void hold(Socket far, BlockingQueue<Piece> late) {
        byte[] buffer = new byte[PIECE];
        try {
            InputStream in = far.getInputStream();
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                late.add(
                        new Piece(ByteBuffer.wrap(Arrays.copyOf(buffer, length)), System.nanoTime() + delay.toNanos()));
            }
        } catch (IOException gone) {
            // The end is told below.
        }
        late.add(Piece.end());
    }

    private static void deliver(BlockingQueue<Piece> late, Socket near) {
        try {
            OutputStream out = near.getOutputStream();
            for (Piece piece = late.take(); piece.content().hasRemaining(); piece = late.take()) {
                Thread.sleep(Duration.ofNanos(Math.max(0, piece.dueNanos() - System.nanoTime())));
                out.write(piece.content().array());
            }
            near.close();
        } catch (IOException gone) {
            // The other direction ends with it.
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
