// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells a socket of the network from a unix socket: programs talk with their children through the latter every day. Reads
 * /proc, so it is for threads that may block. Thread-safe.
 */
public final class InternetSockets {
    private static final List<String> TABLES = List.of("tcp", "tcp6", "udp", "udp6");
    private static final int INODE_COLUMN = 9;

    private final Path proc;

    public InternetSockets(Path proc) {
        this.proc = proc;
    }

    /** True when the standard input of a process is a TCP or UDP socket; false also when the process is gone. */
    public boolean isStandardInput(int pid) {
        Path process = proc.resolve(Integer.toString(pid));
        try {
            String link =
                    Files.readSymbolicLink(process.resolve("fd").resolve("0")).toString();
            if (!link.startsWith("socket:[") || !link.endsWith("]")) {
                return false;
            }
            String inode = link.substring("socket:[".length(), link.length() - 1);
            for (String table : TABLES) {
                if (lists(process.resolve("net").resolve(table), inode)) {
                    return true;
                }
            }
            return false;
        } catch (IOException gone) {
            return false;
        }
    }

    private static boolean lists(Path table, String inode) throws IOException {
        if (!Files.exists(table)) {
            return false;
        }
        return holds(new String(Files.readAllBytes(table), StandardCharsets.US_ASCII), inode);
    }

    /** Whether a table of /proc/PID/net has a socket of this inode. */
    static boolean holds(String table, String inode) {
        return table.lines().anyMatch(line -> {
            List<String> columns = List.of(line.strip().split("\\s+", INODE_COLUMN + 2));
            return columns.size() > INODE_COLUMN && columns.get(INODE_COLUMN).equals(inode);
        });
    }
}
