// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory that is shared with the kernel: a file descriptor's pages, seen as a buffer. It stays mapped when the descriptor is closed,
 * and until {@link #close}. Who reads the buffer after that ends the whole program, so that one thread should do both.
 */
public final class MappedMemory implements AutoCloseable {
    private static final long FAILED = -1;

    private final Pointer address;
    private final long length;
    private final ByteBuffer buffer;
    private boolean closed;

    private MappedMemory(Pointer address, long length, boolean writable) {
        this.address = address;
        this.length = length;
        ByteBuffer all = address.getByteBuffer(0, length);
        buffer = (writable ? all : all.asReadOnlyBuffer()).order(ByteOrder.nativeOrder());
    }

    /**
     * Maps what a descriptor offers, shared.
     *
     * @param offset bytes into the file, a multiple of the page size
     * @param length bytes, 1 to 2 GiB - 1
     * @param writable false: a write to the buffer throws
     * @throws IOException with the kernel's reason
     */
    public static MappedMemory map(int fd, long offset, long length, boolean writable) throws IOException {
        if (length < 1 || length > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("length: " + length + " (expected: 1 to " + Integer.MAX_VALUE + ")");
        }
        int protection = writable ? LibC.PROT_READ | LibC.PROT_WRITE : LibC.PROT_READ;
        Pointer address = LibC.mmap(null, length, protection, LibC.MAP_SHARED, fd, offset);
        if (Pointer.nativeValue(address) == FAILED) {
            throw new IOException("mmap: " + LibC.describe(LibC.errno()) + " (expected: " + length + " bytes)");
        }
        return new MappedMemory(address, length, writable);
    }

    /** The memory, in native byte order; always the same buffer. */
    public ByteBuffer buffer() {
        if (closed) {
            throw new IllegalStateException("mapped memory: closed (expected: open)");
        }
        return buffer;
    }

    /** Unmaps; a second call does nothing. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LibC.munmap(address, length);
        }
    }
}
