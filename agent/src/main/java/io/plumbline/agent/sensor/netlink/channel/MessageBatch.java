// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink.channel;

import io.plumbline.agent.linux.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Buffers for several netlink messages that one recvmmsg call fills. The layout is that of struct mmsghdr on 64-bit Linux. Not
 * thread-safe.
 */
public final class MessageBatch {
    private static final int HEADER = 64;
    private static final int VECTOR = 16;
    private static final int ADDRESS = 12;

    private final int slots;
    private final int slotBytes;
    private final ByteBuffer messages;
    private final ByteBuffer headers;
    private final ByteBuffer vectors;
    private final ByteBuffer addresses;

    public MessageBatch(int slots, int slotBytes) {
        this.slots = slots;
        this.slotBytes = slotBytes;
        messages = direct(slots * slotBytes);
        headers = direct(slots * HEADER);
        vectors = direct(slots * VECTOR);
        addresses = direct(slots * ADDRESS);
        for (int slot = 0; slot < slots; slot++) {
            vectors.putLong(slot * VECTOR, LibC.address(messages) + (long) slot * slotBytes);
            vectors.putLong(slot * VECTOR + 8, slotBytes);
            headers.putLong(slot * HEADER, LibC.address(addresses) + (long) slot * ADDRESS);
            headers.putLong(slot * HEADER + 16, LibC.address(vectors) + (long) slot * VECTOR);
            headers.putLong(slot * HEADER + 24, 1);
        }
    }

    /** Waits for at least one message unless told otherwise by {@code flags}; how many came, or -1 (see errno). */
    public int receive(int socket, int flags) {
        for (int slot = 0; slot < slots; slot++) {
            headers.putInt(slot * HEADER + 8, ADDRESS);
        }
        return LibC.recvmmsg(socket, headers, slots, flags | LibC.MSG_WAITFORONE, null);
    }

    public boolean full(int received) {
        return received == slots;
    }

    /** Bytes of a message; 0 when it did not fit, or when another process sent it to pass for the kernel. */
    public int length(int slot) {
        boolean truncated = (headers.getInt(slot * HEADER + 48) & LibC.MSG_TRUNC) != 0;
        boolean ofKernel = addresses.getInt(slot * ADDRESS + 4) == 0;
        return truncated || !ofKernel ? 0 : headers.getInt(slot * HEADER + 56);
    }

    /** Mask of the multicast group that a message was sent to. */
    public int groups(int slot) {
        return addresses.getInt(slot * ADDRESS + 8);
    }

    /** A message; valid until the next receive. */
    public ByteBuffer message(int slot) {
        return messages.slice(slot * slotBytes, slotBytes).order(ByteOrder.nativeOrder());
    }

    public static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
