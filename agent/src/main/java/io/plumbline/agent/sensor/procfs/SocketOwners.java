// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import io.plumbline.agent.linux.LibC;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Finds which of some processes holds a socket, by reading /proc/PID/fd. Costs about 3 us per open file: meant for evidence, not
 * for each connection. Not thread-safe.
 */
public final class SocketOwners {
    /** Descriptors that are looked at per process. */
    static final int MOST_FILES = 4096;

    /** Processes that are looked at per question. */
    static final int MOST_PROCESSES = 256;

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

    private boolean holds(int pid, long socketInode) {
        Path descriptors = proc.resolve(Integer.toString(pid)).resolve("fd");
        String[] names = descriptors.toFile().list();
        if (names == null) {
            return false;
        }
        int directory = files.openDirectory(ProcFiles.name(descriptors.toString()));
        if (directory < 0) {
            return false;
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
                if (length > 0 && StreamLink.socketInode(files.bytes(), length) == socketInode) {
                    return true;
                }
            }
            return false;
        } finally {
            LibC.close(directory);
        }
    }
}
