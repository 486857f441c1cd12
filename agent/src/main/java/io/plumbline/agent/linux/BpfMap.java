// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.linux;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A map of the kernel by its descriptor, read by system calls. Not thread-safe. */
public final class BpfMap {
    private final int descriptor;
    private final Memory key;
    private final Memory next;
    private final Memory value;

    /** {@code keyBytes}, {@code valueBytes}: sizes as the map has them. */
    public BpfMap(int descriptor, int keyBytes, int valueBytes) {
        this.descriptor = descriptor;
        key = new Memory(keyBytes);
        next = new Memory(keyBytes);
        value = new Memory(valueBytes);
    }

    /** Opens what is pinned in a BPF file system; the caller closes the descriptor. */
    public static int openPinned(Path pin) throws IOException {
        int descriptor = LibBpf.bpf_obj_get(pin.toString());
        if (descriptor < 0) {
            throw new IOException("pin: " + pin + ": " + LibC.describe(-descriptor) + " (expected: a pinned map)");
        }
        return descriptor;
    }

    /** The value of a key of 8 bytes, valid until the next call; null when there is none. */
    public @Nullable ByteBuffer get(long wanted) {
        key.setLong(0, wanted);
        return LibBpf.bpf_map_lookup_elem(descriptor, key, value) == 0 ? view(value) : null;
    }

    /** Calls with each key and value, valid during the call. Entries that come or go meanwhile may be missed or met. */
    public void forEach(BiConsumer<ByteBuffer, ByteBuffer> entry) {
        int found = LibBpf.bpf_map_get_next_key(descriptor, null, next);
        // A map that changes all the time must not keep the caller for ever.
        for (int count = 0; found == 0 && count < 65_536; count++) {
            key.write(0, next.getByteArray(0, (int) next.size()), 0, (int) next.size());
            if (LibBpf.bpf_map_lookup_elem(descriptor, key, value) == 0) {
                entry.accept(view(key), view(value));
            }
            found = LibBpf.bpf_map_get_next_key(descriptor, key, next);
        }
    }

    private static ByteBuffer view(Memory memory) {
        return memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    }
}
