// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many processors the kernel may use; more than this process may. */
final class Processors {
    private static final Path POSSIBLE = Path.of("/sys/devices/system/cpu/possible");
    private static final int MOST = 256;

    private Processors() {}

    static int possible() {
        try {
            return parse(Files.readString(POSSIBLE));
        } catch (IOException unreadable) {
            return MOST;
        }
    }

    /** Of a list such as "0-7" or "0,2-3": the highest number and one. */
    static int parse(String list) {
        String last = list.strip().replaceAll("^.*[,-]", "");
        return last.matches("\\d{1,6}") ? Math.min(MOST, Integer.parseInt(last) + 1) : MOST;
    }
}
