// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.traffic;

import org.jspecify.annotations.Nullable;

/**
 * Distinct labels by their hash, each with whether it was answered: 8 bytes a slot, at most {@value #MOST} labels. For one thread.
 */
final class LabelSet {
    static final int MOST = 4096;

    /** The bits that say what is known of a label, in the two lowest bits of its slot. */
    private static final long FAILED = 1;

    private static final long FOUND = 2;
    private static final long FLAGS = FAILED | FOUND;

    private static final int LEAST = 16;

    private long @Nullable [] slots;
    private int size;
    private int found;
    private int failed;
    private boolean full;

    private static long key(String label) {
        long hash = 0;
        for (int i = 0; i < label.length(); i++) {
            hash = TargetSet.mix(hash * 31 + label.charAt(i) + 1);
        }
        // 0 is a free slot.
        return (hash & ~FLAGS) | (1L << 63);
    }

    /** True when the label is new. */
    boolean add(String label) {
        if (slots == null) {
            slots = new long[LEAST];
        }
        long key = key(label);
        int at = find(slots, key);
        if (slots[at] != 0) {
            return false;
        }
        if (size >= MOST) {
            full = true;
            return false;
        }
        slots[at] = key;
        size++;
        if (size * 4 > slots.length * 3) {
            grow(slots);
        }
        return true;
    }

    /** The label was answered: with a failure, or with something. One good answer is enough for a label. */
    void answered(String label, boolean failure) {
        if (slots == null) {
            return;
        }
        int at = find(slots, key(label));
        long flags = slots[at] & FLAGS;
        if (slots[at] == 0 || (flags & FOUND) != 0 || (failure && flags != 0)) {
            return;
        }
        if (failure) {
            failed++;
            slots[at] |= FAILED;
        } else {
            found++;
            failed -= flags == 0 ? 0 : 1;
            slots[at] |= FOUND;
        }
    }

    private static int find(long[] slots, long key) {
        int mask = slots.length - 1;
        int at = (int) (key >>> 20) & mask;
        while (slots[at] != 0 && (slots[at] & ~FLAGS) != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow(long[] former) {
        long[] larger = new long[former.length * 2];
        for (long slot : former) {
            if (slot != 0) {
                larger[find(larger, slot & ~FLAGS)] = slot;
            }
        }
        slots = larger;
    }

    int size() {
        return size;
    }

    boolean isExact() {
        return !full;
    }

    /** Labels that were answered, one way or the other. */
    int answered() {
        return found + failed;
    }

    /** Labels that exist not, or could not be resolved. */
    int failed() {
        return failed;
    }

    int bytes() {
        return slots == null ? 0 : slots.length * Long.BYTES;
    }
}
