// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import io.plumbline.agent.linux.LibC;
import io.plumbline.agent.sensor.Reading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongPredicate;

/**
 * Finds which of some processes holds a socket, by reading /proc/PID/fd. Costs about 3 us per open file: meant for evidence and
 * for looks at whole networks, not for each connection. Not thread-safe.
 */
public final class SocketOwners {
    /** Descriptors that are looked at per process. */
    static final int MOST_FILES = 4096;

    /** Processes that are looked at per question. */
    static final int MOST_PROCESSES = 256;

    /** Descriptors that a search for many sockets looks at in all: some 100 ms. */
    static final int MOST_FILES_TOGETHER = 32_768;

    private static final ByteBuffer NETWORK = ProcFiles.name("ns/net");
    private static final ByteBuffer CGROUP = ProcFiles.name("cgroup");

    private final Path proc;
    private final ProcFiles files = new ProcFiles();

    public SocketOwners(Path proc) {
        this.proc = proc;
    }

    /** The first of the processes that has the socket open; empty when none has, or when the bounds end the search. */
    public OptionalInt find(List<Integer> pids, long socketInode) {
        if (socketInode > 0) {
            for (int pid : pids.subList(0, Math.min(pids.size(), MOST_PROCESSES))) {
                if (holds(pid, socketInode)) {
                    return OptionalInt.of(pid);
                }
            }
        }
        return OptionalInt.empty();
    }

    /** The processes in a network namespace, the lowest pid first. */
    public List<Integer> members(long networkNamespace) {
        var members = new ArrayList<Integer>();
        for (int pid : ProcSnapshot.pids(proc)) {
            int directory = files.openDirectory(
                    ProcFiles.name(proc.resolve(Integer.toString(pid)).toString()));
            if (directory >= 0) {
                int length = files.readLink(directory, NETWORK);
                LibC.close(directory);
                if (length > 0 && NamespaceLink.inode(files.bytes(), length) == networkNamespace) {
                    members.add(pid);
                }
            }
        }
        return members;
    }

    /** The first of the processes that has each socket open. What lies beyond the bounds of the search is not in it. */
    public Map<Long, Integer> holders(List<Integer> pids, Set<Long> socketInodes) {
        var holders = new HashMap<Long, Integer>();
        int[] left = {MOST_FILES_TOGETHER};
        for (int pid : pids.subList(0, Math.min(pids.size(), MOST_PROCESSES))) {
            visit(pid, inode -> {
                if (socketInodes.contains(inode)) {
                    holders.putIfAbsent(inode, pid);
                }
                return --left[0] > 0 && holders.size() < socketInodes.size();
            });
            if (left[0] <= 0 || holders.size() == socketInodes.size()) {
                break;
            }
        }
        return holders;
    }

    /** The line of /proc/PID/cgroup that begins with {@code prefix}. */
    public Reading<String> cgroup(int pid, String prefix) {
        int directory = files.openDirectory(
                ProcFiles.name(proc.resolve(Integer.toString(pid)).toString()));
        if (directory < 0) {
            return Reading.unknown(files.cause());
        }
        int length = files.read(directory, CGROUP);
        LibC.close(directory);
        if (length < 0) {
            return Reading.unknown(files.cause());
        }
        return files.text(length)
                .lines()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .map(Reading::known)
                .orElseGet(() -> Reading.unknown("torn"));
    }

    private boolean holds(int pid, long socketInode) {
        boolean[] found = {false};
        visit(pid, inode -> {
            found[0] = inode == socketInode;
            return !found[0];
        });
        return found[0];
    }

    /** Hands the inodes of a process's sockets to {@code visitor}, and -1 for each other file, until it has enough. */
    private void visit(int pid, LongPredicate visitor) {
        Path descriptors = proc.resolve(Integer.toString(pid)).resolve("fd");
        String[] names = descriptors.toFile().list();
        if (names == null) {
            return;
        }
        int directory = files.openDirectory(ProcFiles.name(descriptors.toString()));
        if (directory < 0) {
            return;
        }
        try {
            ByteBuffer name = ByteBuffer.allocateDirect(16);
            for (int index = 0; index < Math.min(names.length, MOST_FILES); index++) {
                byte[] text = names[index].getBytes(StandardCharsets.US_ASCII);
                if (text.length >= name.capacity()) {
                    continue;
                }
                name.clear();
                name.put(text).put((byte) 0).flip();
                int length = files.readLink(directory, name);
                long inode = length > 0 ? StreamLink.socketInode(files.bytes(), length) : -1;
                if (!visitor.test(inode)) {
                    return;
                }
            }
        } finally {
            LibC.close(directory);
        }
    }
}
