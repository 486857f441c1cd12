// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One message of the proc connector.
 *
 * @param what kind of event, as the PROC_EVENT constants
 * @param sequence number of the message among those of its CPU, unsigned
 * @param monotonicNanos CLOCK_MONOTONIC
 * @param pid id of the thread (for a fork: the child; for an acknowledgement: number of the request, plus 1)
 * @param threadGroup id of its process
 * @param value fork: process id of the parent; exit: code as wait(2) has it; uid: the effective uid; acknowledgement: errno
 */
record ProcEvent(int what, int cpu, int sequence, long monotonicNanos, int pid, int threadGroup, int value) {
    static final int NONE = 0;
    static final int FORK = 1;
    static final int EXEC = 2;
    static final int UID = 4;
    static final int COMM = 0x200;
    static final int EXIT = 0x8000_0000;

    /** Bytes of the largest message: headers of 36 bytes, 16 of the event, 24 of its content. */
    static final int MOST_BYTES = 76;

    private static final int HEADERS = 36;
    private static final int CONTENT = HEADERS + 16;
    private static final int CONNECTOR_PROC = 1;

    /** Empty when the message is too short or is not of the proc connector. Never throws. */
    static Optional<ProcEvent> parse(ByteBuffer message, int length) {
        if (length < CONTENT + 4 || message.getInt(16) != CONNECTOR_PROC || message.getInt(20) != CONNECTOR_PROC) {
            return Optional.empty();
        }
        int what = message.getInt(HEADERS);
        int needed = switch (what) {
            case NONE -> 4;
            case FORK -> 16;
            case UID -> 16;
            case EXIT -> 12;
            default -> 8;
        };
        if (length < CONTENT + needed) {
            return Optional.empty();
        }
        int pid = switch (what) {
            case NONE -> message.getInt(28);
            case FORK -> message.getInt(CONTENT + 8);
            default -> message.getInt(CONTENT);
        };
        int group = switch (what) {
            case NONE -> 0;
            case FORK -> message.getInt(CONTENT + 12);
            default -> message.getInt(CONTENT + 4);
        };
        int value = switch (what) {
            case NONE -> message.getInt(CONTENT);
            case FORK -> message.getInt(CONTENT + 4);
            case UID -> message.getInt(CONTENT + 12);
            case EXIT -> message.getInt(CONTENT + 8);
            default -> 0;
        };
        return Optional.of(new ProcEvent(
                what,
                message.getInt(HEADERS + 4),
                message.getInt(24),
                message.getLong(HEADERS + 8),
                pid,
                group,
                value));
    }

    /** Whether this is about a process and not one of its further threads. */
    boolean ofProcess() {
        return pid == threadGroup;
    }
}
