// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * PERF_RECORD_MMAP2 with a time. What tells the file is copied to a place on the heap, always the same one: comparing there is
 * cheaper than in the ring. Belongs to one thread.
 */
final class MappingRecord {
    static final int TYPE = 10;

    /** Where device, inode, generation, protection, flags and then the path begin in the record. */
    private static final int FILE = 40;

    private static final int PATH = 32;
    private static final int LONGEST_PATH = 4096;
    /** The time, behind the path. */
    private static final int TRAILER = 8;

    private static final int WORD = 8;
    private static final int MAP_HUGETLB = 0x40000;

    private final byte[] bytes = new byte[PATH + LONGEST_PATH];
    private final ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    private int fileBytes;
    private int pathBytes;
    private int pid;
    private long time;

    /** Takes up a record; false when it is none: too short, too long, or its path has no end. */
    boolean read(ByteBuffer buffer, int offset, int length) {
        fileBytes = length - FILE - TRAILER;
        if (fileBytes < PATH + WORD || fileBytes > bytes.length) {
            return false;
        }
        pid = buffer.getInt(offset + 8);
        time = buffer.getLong(offset + length - TRAILER);
        buffer.get(offset + FILE, bytes, 0, fileBytes);
        // How it is mapped does not tell one file from another.
        file.putInt(24, 0).putInt(28, file.getInt(28) & MAP_HUGETLB);
        // The path ends with one to eight NULs, at a multiple of eight.
        for (int at = fileBytes - WORD; at < fileBytes; at++) {
            if (bytes[at] == 0) {
                pathBytes = at - PATH;
                return true;
            }
        }
        return false;
    }

    /** Thread group, in the pid namespace of who opened the event; 0 or -1 when it has none there. */
    int pid() {
        return pid;
    }

    /** Nanoseconds of the clock that the event was opened with. */
    long time() {
        return time;
    }

    /** As st_dev of stat(2) shows it. */
    long device() {
        long major = file.getInt(0) & 0xffffffffL;
        long minor = file.getInt(4) & 0xffffffffL;
        return (major & 0xfffff000L) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00L) << 12 | (minor & 0xff);
    }

    long inode() {
        return file.getLong(8);
    }

    /** Whether it is of huge pages: a file system of its own. */
    boolean hugePages() {
        return file.getInt(28) != 0;
    }

    /** At most 4095. */
    int pathBytes() {
        return pathBytes;
    }

    /** As the kernel writes it: " (deleted)" at the end, "[vdso]" or "//anon" where there is no file. */
    String path() {
        return new String(bytes, PATH, pathBytes, StandardCharsets.UTF_8);
    }

    /** Of device, inode, generation and the end of the path. */
    int fileHash() {
        long hash = (file.getLong(8) * 31 + file.getLong(0)) * 31 + file.getLong(16);
        hash = (hash * 31 + file.getLong(fileBytes - WORD)) * 0x9e3779b97f4a7c15L;
        return (int) (hash >>> 32);
    }

    /** Whether {@code key} was made from a record of the same device, inode, generation and path. */
    boolean sameFile(byte[] key) {
        return Arrays.equals(key, 0, key.length, bytes, 0, fileBytes);
    }

    /** For {@link #sameFile}. */
    byte[] fileKey() {
        return Arrays.copyOf(bytes, fileBytes);
    }
}
