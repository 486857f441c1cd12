// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.mapping;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** PERF_RECORD_MMAP2 with a time, where it lies: a window that is moved from one record to the next. Belongs to one thread. */
final class MappingRecord {
    static final int TYPE = 10;

    private static final int PATH = 72;
    /** The time, behind the path. */
    private static final int TRAILER = 8;

    private static final int WORD = 8;
    private static final int MAP_HUGETLB = 0x40000;

    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int offset;
    private int length;
    private int pathBytes;

    /** Moves to a record; false when it is none: too short, or its path has no end. */
    boolean moveTo(ByteBuffer buffer, int offset, int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        if (length < PATH + WORD + TRAILER) {
            return false;
        }
        // The path ends with one to eight NULs, at a multiple of eight.
        int end = length - TRAILER;
        pathBytes = end - PATH;
        for (int at = end - WORD; at < end; at++) {
            if (buffer.get(offset + at) == 0) {
                pathBytes = at - PATH;
                return true;
            }
        }
        return false;
    }

    /** Thread group, in the pid namespace of who opened the event; 0 or -1 when it has none there. */
    int pid() {
        return buffer.getInt(offset + 8);
    }

    /** As st_dev of stat(2) shows it. */
    long device() {
        long major = buffer.getInt(offset + 40) & 0xffffffffL;
        long minor = buffer.getInt(offset + 44) & 0xffffffffL;
        return (major & 0xfffff000L) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00L) << 12 | (minor & 0xff);
    }

    long inode() {
        return buffer.getLong(offset + 48);
    }

    /** Whether it is of huge pages: a file system of its own. */
    boolean hugePages() {
        return (buffer.getInt(offset + 68) & MAP_HUGETLB) != 0;
    }

    /** Nanoseconds of the clock that the event was opened with. */
    long time() {
        return buffer.getLong(offset + length - TRAILER);
    }

    /** At most 4095. */
    int pathBytes() {
        return pathBytes;
    }

    /** As the kernel writes it: " (deleted)" at the end, "[vdso]" or "//anon" where there is no file. */
    String path() {
        byte[] bytes = new byte[pathBytes];
        buffer.get(offset + PATH, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** How many words tell one file with its path from another. */
    int keyWords() {
        return 4 + (length - TRAILER - PATH) / WORD;
    }

    /** Device, inode, generation, huge or not, path. */
    long keyWord(int index) {
        return switch (index) {
            case 0, 1, 2 -> buffer.getLong(offset + 40 + index * WORD);
            case 3 -> buffer.getInt(offset + 68) & MAP_HUGETLB;
            default -> buffer.getLong(offset + PATH + (index - 4) * WORD);
        };
    }
}
