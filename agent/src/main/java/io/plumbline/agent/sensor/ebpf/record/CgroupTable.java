// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import io.plumbline.agent.sensor.Reading;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Which cgroup has which id. Ids are the inode numbers of the directories: read once at the start, then told by the kernel when a
 * cgroup is made, before anything can be in it. What is removed is remembered for a minute, as the end of its last connections
 * comes late. Not thread-safe.
 */
public final class CgroupTable {
    private static final int MOST = 65_536;
    private static final long REMEMBER_NANOS = 60_000_000_000L;
    private static final long WALK_AGAIN_NANOS = 1_000_000_000L;

    /** What no walk finds is looked for less and less often: a large node has thousands of cgroups. */
    private static final long LONGEST_WALK_AGAIN_NANOS = 64_000_000_000L;

    private static final Reading<String> UNKNOWN = Reading.unknown("cgroup-unknown");

    private final Path mount;
    private final String prefix;
    private final Map<Long, Reading<String>> texts = new HashMap<>();
    private final Deque<Removed> removed = new ArrayDeque<>();
    private long walkedNanos;
    private long walkAgainNanos = WALK_AGAIN_NANOS;
    private long lastId;
    private Reading<String> last = UNKNOWN;

    private record Removed(long id, long atNanos) {}

    /**
     * Makes an empty table.
     *
     * @param mount where the hierarchy is mounted
     * @param prefix what stands before its paths in /proc/PID/cgroup, such as "0::"
     */
    public CgroupTable(Path mount, String prefix) {
        this.mount = mount;
        this.prefix = prefix;
    }

    /** Reads all cgroups that there are. */
    public void walk(long nowNanos) {
        walkedNanos = nowNanos;
        last = UNKNOWN;
        lastId = 0;
        try {
            Files.walkFileTree(mount, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                        throws IOException {
                    Object inode = Files.getAttribute(directory, "unix:ino");
                    made((long) inode, "/" + mount.relativize(directory));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException gone) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException unreadable) {
            // Those that are not known are looked for again.
        }
    }

    /** A cgroup was made; {@code path} within the hierarchy. */
    public void made(long id, String path) {
        if (texts.size() < MOST) {
            texts.put(id, Reading.known(prefix + path));
        }
    }

    /** A cgroup was removed. */
    public void removed(long id, long nowNanos) {
        removed.add(new Removed(id, nowNanos));
    }

    /** Time went on. */
    public void expire(long nowNanos) {
        while (!removed.isEmpty() && nowNanos - removed.getFirst().atNanos > REMEMBER_NANOS) {
            long id = removed.removeFirst().id;
            texts.remove(id);
            if (id == lastId) {
                lastId = 0;
                last = UNKNOWN;
            }
        }
    }

    /** The line of /proc/PID/cgroup for an id; always the same object for the same cgroup. */
    public Reading<String> text(long id, long nowNanos) {
        if (id == lastId) {
            return last;
        }
        Reading<String> known = texts.get(id);
        // A socket of the kernel itself has none.
        if (known == null && id != 0 && nowNanos - walkedNanos > walkAgainNanos) {
            walk(nowNanos);
            known = texts.get(id);
            walkAgainNanos = known == null ? Math.min(2 * walkAgainNanos, LONGEST_WALK_AGAIN_NANOS) : WALK_AGAIN_NANOS;
        }
        if (known == null) {
            return UNKNOWN;
        }
        lastId = id;
        last = known;
        return known;
    }

    public int size() {
        return texts.size();
    }
}
