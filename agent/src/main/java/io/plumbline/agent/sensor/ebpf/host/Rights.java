// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The capabilities that programs need, by their numbers in linux/capability.h. */
public final class Rights {
    private static final String EFFECTIVE = "CapEff:";
    private static final int SYS_ADMIN = 21;

    /** To load programs and to read the kernel's memory in them. */
    static final Map<Integer, String> TO_LOAD = new TreeMap<>(Map.of(38, "CAP_PERFMON", 39, "CAP_BPF"));

    /** To attach programs to cgroups. */
    static final Map<Integer, String> TO_WATCH_PACKETS = Map.of(12, "CAP_NET_ADMIN");

    /** Of this process, whatever is mounted of the host. */
    private static final Path PROC = Path.of("/proc");

    private Rights() {}

    /**
     * What this process lacks, in words; nothing where its rights can not be read.
     *
     * @param toCgroups for programs that hang at cgroups, otherwise for any
     */
    public static List<String> missing(boolean toCgroups) {
        List<String> names = missing(PROC, toCgroups ? TO_WATCH_PACKETS : TO_LOAD);
        List<String> reasons = new ArrayList<>();
        if (!names.isEmpty()) {
            reasons.add("missing " + String.join(" and ", names));
        }
        LockedMemory.tooLittle(PROC).ifPresent(reasons::add);
        return reasons;
    }

    /** Names of those that this process lacks; none where its rights can not be read. */
    static List<String> missing(Path proc, Map<Integer, String> needed) {
        try {
            return missing(Files.readString(proc.resolve("self/status")), needed);
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    /** Format: proc(5), /proc/pid/status. */
    static List<String> missing(String status, Map<Integer, String> needed) {
        List<String> missing = new ArrayList<>();
        for (String line : status.split("\n", -1)) {
            String digits = line.startsWith(EFFECTIVE)
                    ? line.substring(EFFECTIVE.length()).strip()
                    : "";
            if (digits.matches("[0-9a-f]{1,16}")) {
                long held = Long.parseUnsignedLong(digits, 16);
                needed.forEach((number, name) -> {
                    // Before there were the finer ones, this was what it took, and it still is enough.
                    if ((held >>> number & 1) == 0 && (held >>> SYS_ADMIN & 1) == 0) {
                        missing.add(name);
                    }
                });
            }
        }
        return missing;
    }
}
