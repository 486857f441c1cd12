// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is used of /proc/PID/stat.
 *
 * @param commandName the kernel's short name; may hold blanks, parentheses and newlines
 * @param state letter of the state; Z and X are processes that are over
 * @param kernelThread true for threads of the kernel, which have no program
 * @param startNanos start, nanoseconds since boot, cut to 10 ms
 */
record ProcStat(String commandName, char state, int parentPid, boolean kernelThread, long startNanos) {
    private static final long TICK_NANOS = 10_000_000L;
    private static final long PF_KTHREAD = 0x0020_0000L;
    private static final int PPID = 1;
    private static final int FLAGS = 6;
    private static final int START = 19;

    /** Empty when the text is torn or not a stat line. Never throws. */
    static Optional<ProcStat> parse(byte[] text, int length) {
        int open = indexOf(text, length, '(');
        // The name is chosen by the process and may itself hold ") R 1": what comes after the last parenthesis is the
        // kernel's.
        int close = lastIndexOf(text, length, ')');
        if (open < 0 || close < open || close + 3 >= length || text[close + 1] != ' ') {
            return Optional.empty();
        }
        long parent = field(text, length, close + 2, PPID);
        long flags = field(text, length, close + 2, FLAGS);
        long ticks = field(text, length, close + 2, START);
        if (parent < 0 || parent > Integer.MAX_VALUE || flags < 0 || ticks < 0 || ticks > Long.MAX_VALUE / TICK_NANOS) {
            return Optional.empty();
        }
        String name = new String(text, open + 1, close - open - 1, StandardCharsets.UTF_8);
        return Optional.of(new ProcStat(
                name, (char) text[close + 2], (int) parent, (flags & PF_KTHREAD) != 0, ticks * TICK_NANOS));
    }

    boolean over() {
        return state == 'Z' || state == 'X';
    }

    /** The number in the given field (0 is the one at {@code from}), or -1. A field that the text's end may have cut is -1. */
    private static long field(byte[] text, int length, int from, int index) {
        int at = from;
        for (int skipped = 0; skipped < index; skipped++) {
            while (at < length && text[at] != ' ') {
                at++;
            }
            at++;
        }
        long value = 0;
        int digits = 0;
        for (; at < length && text[at] >= '0' && text[at] <= '9' && digits < 19; at++, digits++) {
            value = value * 10 + (text[at] - '0');
        }
        boolean whole = at < length && (text[at] == ' ' || text[at] == '\n');
        return digits > 0 && whole && value >= 0 ? value : -1;
    }

    private static int indexOf(byte[] text, int length, char wanted) {
        for (int at = 0; at < length; at++) {
            if (text[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    private static int lastIndexOf(byte[] text, int length, char wanted) {
        for (int at = length - 1; at >= 0; at--) {
            if (text[at] == wanted) {
                return at;
            }
        }
        return -1;
    }
}
