// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.netlink.channel.MessageBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Processes whose first thread ended while others go on. The kernel reports that as the exit of the process's pid; to believe it
 * would let a process leave the table by pthread_exit and work on unseen. Not thread-safe.
 */
final class LeaderlessProcesses {
    /** When this many are known, a further one counts as ended. */
    private static final int MOST = 4096;

    private final Map<Integer, Ended> waiting = new HashMap<>();
    private final byte[] prefix;
    private final ByteBuffer path;
    private final ByteBuffer attributes = MessageBatch.direct(256);

    LeaderlessProcesses(Path proc) {
        prefix = (proc + "/").getBytes(StandardCharsets.UTF_8);
        path = ByteBuffer.allocateDirect(prefix.length + 24);
    }

    /** Whether the process goes on after its first thread ended; it is remembered then. */
    boolean livesOn(Ended leader) {
        if (waiting.size() >= MOST || threads(leader.pid) <= 1) {
            return false;
        }
        waiting.put(leader.pid, leader);
        return true;
    }

    /** Whether the end of a further thread is the end of a remembered process. */
    boolean endedWithThread(int pid) {
        return !waiting.isEmpty() && waiting.containsKey(pid) && threads(pid) <= 1;
    }

    /** Forgets a remembered process and returns how its first thread ended. */
    Ended take(int pid) {
        Ended leader = waiting.remove(pid);
        return leader == null ? new Ended(pid, 0) : leader;
    }

    void forget(int pid) {
        if (!waiting.isEmpty()) {
            waiting.remove(pid);
        }
    }

    /** Those that ended meanwhile: a thread still counts at the moment at which its end is reported. */
    List<Ended> takeEnded() {
        if (waiting.isEmpty()) {
            return List.of();
        }
        var ended = new ArrayList<Ended>();
        waiting.values().removeIf(leader -> threads(leader.pid) <= 1 && ended.add(leader));
        return ended;
    }

    /** Threads that /proc/PID/task has; its link count is told without listing it. 0 when the process is gone. */
    private int threads(int pid) {
        path.clear();
        path.put(prefix)
                .put((pid + "/task\0").getBytes(StandardCharsets.US_ASCII))
                .flip();
        int result = LibC.statx(LibC.AT_FDCWD, path, LibC.AT_STATX_DONT_SYNC, LibC.STATX_BASIC_STATS, attributes);
        return result < 0 ? 0 : attributes.getInt(16) - 2;
    }

    /** How a process ended; the code is as wait(2) reports it. */
    record Ended(int pid, int exitCode) {}
}
