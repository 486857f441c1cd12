// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import io.plumbline.agent.sensor.ProcessDetails.Arguments;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** Parses /proc/PID/cmdline: arguments that end with NUL each, written by the process itself. */
final class CommandLine {
    /** Bytes of an argument vector that are looked at. */
    static final int MOST_BYTES = 64 << 10;

    /** Arguments that are kept. */
    static final int MOST_ARGUMENTS = 16_384;

    private CommandLine() {}

    /** Never throws; {@code more} says that the text was longer than what is given. */
    static Arguments parse(byte[] text, int length, boolean more) {
        int end = Math.min(length, MOST_BYTES);
        boolean truncated = more || end < length;
        var values = new ArrayList<String>();
        int from = 0;
        while (from < end && values.size() < MOST_ARGUMENTS) {
            int to = from;
            while (to < end && text[to] != 0) {
                to++;
            }
            values.add(new String(text, from, to - from, StandardCharsets.UTF_8));
            from = to + 1;
        }
        // A server that wrote its state over its arguments leaves what it did not need as NULs.
        boolean title = values.size() > 2 && values.stream().skip(1).allMatch(String::isEmpty);
        return new Arguments(title ? values.subList(0, 1) : values, truncated || from < end, more ? -1 : length);
    }
}
