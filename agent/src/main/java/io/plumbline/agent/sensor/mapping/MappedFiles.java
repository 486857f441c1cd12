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
    private final byte[][] keys = new byte[SLOTS + 1][];
    private int serial;

    /** {@code memoryDevice} as {@link MappedFile#of} wants it. */
    MappedFiles(long memoryDevice) {
        this.memoryDevice = memoryDevice;
    }

    MappedFile find(MappingRecord record) {
        int slot = record.pathBytes() > LONGEST_PATH ? LONG_PATH_SLOT : record.fileHash() & (SLOTS - 1);
        MappedFile known = files[slot];
        if (known != null && record.sameFile(keys[slot])) {
            return known;
        }
        MappedFile taken = MappedFile.of(record, ++serial, memoryDevice);
        files[slot] = taken;
        keys[slot] = record.fileKey();
        return taken;
    }
}
