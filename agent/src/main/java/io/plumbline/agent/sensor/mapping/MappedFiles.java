// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import org.jspecify.annotations.Nullable;

/**
 * The files that were mapped lately, so that a file that is mapped again and again costs no new path and identity. Bounded: 1,024
 * files with paths of up to 512 bytes, and one with a longer path; a new one takes the place of another. Belongs to one thread.
 */
final class MappedFiles {
    private static final int SLOTS = 1024;
    private static final int LONGEST_PATH = 512;
    private static final int LONG_PATH_SLOT = SLOTS;

    private final long memoryDevice;
    private final @Nullable MappedFile[] files = new MappedFile[SLOTS + 1];
    private final long[][] keys = new long[SLOTS + 1][];
    private int serial;

    /** {@code memoryDevice} as {@link MappedFile#of} wants it. */
    MappedFiles(long memoryDevice) {
        this.memoryDevice = memoryDevice;
    }

    MappedFile find(MappingRecord record) {
        int slot = record.pathBytes() > LONGEST_PATH ? LONG_PATH_SLOT : slot(record);
        MappedFile known = files[slot];
        if (known != null && same(keys[slot], record)) {
            return known;
        }
        MappedFile taken = MappedFile.of(record, ++serial, memoryDevice);
        files[slot] = taken;
        keys[slot] = key(record);
        return taken;
    }

    private static int slot(MappingRecord record) {
        long hash = 0;
        for (int index = 0; index < record.keyWords(); index++) {
            hash = (hash ^ record.keyWord(index)) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 32;
        }
        return (int) hash & (SLOTS - 1);
    }

    private static boolean same(long[] key, MappingRecord record) {
        if (key.length != record.keyWords()) {
            return false;
        }
        for (int index = 0; index < key.length; index++) {
            if (key[index] != record.keyWord(index)) {
                return false;
            }
        }
        return true;
    }

    private static long[] key(MappingRecord record) {
        long[] key = new long[record.keyWords()];
        for (int index = 0; index < key.length; index++) {
            key[index] = record.keyWord(index);
        }
        return key;
    }
}
