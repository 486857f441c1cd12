// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import io.plumbline.profiles.behavior.Transport;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Distinct targets of connections (address, port, transport), as plain numbers in one array with open addressing. Takes 16 bytes
 * a target on average, at most 24, and none before the first one. For one thread.
 *
 * <p>A full set takes no more and says so: from then on {@link #size()} is what there was at least.
 */
final class TargetSet {
    private static final int LEAST = 64;
    private static final long IPV4 = 1L << 62;
    private static final long IPV6 = 1L << 63;

    /** The seed of the hash, so that nobody can choose IPv6 addresses that count as one. */
    private static final long SEED = ThreadLocalRandom.current().nextLong();

    private final int most;
    private long @Nullable [] slots;
    private int size;
    private boolean full;

    /** {@code most}: targets that are counted exactly. */
    TargetSet(int most) {
        this.most = most;
    }

    /** A target as a number, never 0: exact for IPv4, of IPv6 a hash of 63 bits with a secret of this process. */
    static long key(InetAddress address, int port, Transport transport) {
        byte[] bytes = address.getAddress();
        long end = (long) port << 1 | (transport == Transport.UDP ? 1 : 0);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length == 4) {
            return IPV4 | (buffer.getInt() & 0xffffffffL) << 17 | end;
        }
        return IPV6 | mix(mix(mix(SEED ^ buffer.getLong()) ^ buffer.getLong()) ^ end);
    }

    /** The finalizer of MurmurHash3: each bit of the input changes half of the bits of the output. */
    static long mix(long value) {
        long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    /** True when the target is new; false when it is there already, or there is no room for it. */
    boolean add(long key) {
        if (slots == null) {
            slots = new long[LEAST];
        }
        int at = find(slots, key);
        if (slots[at] == key) {
            return false;
        }
        if (size >= most) {
            full = true;
            return false;
        }
        slots[at] = key;
        size++;
        if (size * 4L > slots.length * 3L) {
            grow(slots);
        }
        return true;
    }

    boolean contains(long key) {
        return slots != null && slots[find(slots, key)] == key;
    }

    /** Index of the key, or of the free slot where it belongs. */
    private static int find(long[] slots, long key) {
        int mask = slots.length - 1;
        int at = (int) mix(key ^ SEED) & mask;
        while (slots[at] != 0 && slots[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow(long[] former) {
        long[] larger = new long[former.length * 2];
        for (long key : former) {
            if (key != 0) {
                larger[find(larger, key)] = key;
            }
        }
        slots = larger;
    }

    /** Distinct targets; of a full set those that fitted. */
    int size() {
        return size;
    }

    /** False when there were more targets than could be counted. */
    boolean isExact() {
        return !full;
    }

    /** Bytes of the array. */
    int bytes() {
        return slots == null ? 0 : slots.length * Long.BYTES;
    }

    void clear() {
        slots = null;
        size = 0;
        full = false;
    }
}
