// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says beforehand which signals this process may not have, and what they need. */
public final class KernelProbe {
    private static final Pattern EFFECTIVE = Pattern.compile("(?m)^CapEff:\\s*([0-9a-f]{1,16})$");

    /** Inodes that the kernel fixes for the initial namespaces. */
    private static final String INITIAL_PID = "pid:[4026531836]";

    private static final String INITIAL_USER = "user:[4026531837]";
    private static final int CAP_DAC_READ_SEARCH = 2;
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_PTRACE = 19;
    private static final int CAP_SYS_ADMIN = 21;

    private KernelProbe() {}

    /** Signals that cannot be had, each with one line that says why. */
    public static Map<String, String> missing(Path proc) {
        return missing(text(Path.of("/proc/self/status")), link("pid"), link("user"), Files.exists(proc.resolve("2")));
    }

    /** Why process events cannot be understood here: their pids are those of the initial pid namespace. */
    static Optional<String> foreign() {
        return foreign(link("pid"), link("user"));
    }

    private static Optional<String> foreign(String pidNamespace, String userNamespace) {
        if (!pidNamespace.equals(INITIAL_PID)) {
            return Optional.of("pid namespace: " + pidNamespace + " (expected: the host's, hostPID)");
        }
        return userNamespace.equals(INITIAL_USER)
                ? Optional.empty()
                : Optional.of("user namespace: " + userNamespace + " (expected: the host's)");
    }

    static Map<String, String> missing(String status, String pidNamespace, String userNamespace, boolean hostProc) {
        long held = capabilities(status);
        var missing = new LinkedHashMap<String, String>();
        foreign(pidNamespace, userNamespace).ifPresent(reason -> missing.put("process-events", reason));
        if (lacks(held, CAP_NET_ADMIN)) {
            missing.put(
                    "process-bursts",
                    "capabilities: no CAP_NET_ADMIN (expected for a large receive buffer,"
                            + " and before Linux 6.6 for any process event)");
        }
        if (!hostProc) {
            missing.put("processes", "proc: no kernel threads (expected: the host's proc file system, hostPID)");
        }
        if (lacks(held, CAP_SYS_ADMIN)) {
            missing.put("network", "capabilities: no CAP_SYS_ADMIN (expected to enter network namespaces)");
        }
        if (lacks(held, CAP_SYS_PTRACE)) {
            missing.put("executable", "capabilities: no CAP_SYS_PTRACE (expected to read /proc/PID/exe of others)");
        }
        if (lacks(held, CAP_DAC_READ_SEARCH)) {
            missing.put("files", "capabilities: no CAP_DAC_READ_SEARCH (expected to read files of other users)");
        }
        return missing;
    }

    private static boolean lacks(long held, int capability) {
        return (held >>> capability & 1) == 0;
    }

    private static long capabilities(String status) {
        Matcher matcher = EFFECTIVE.matcher(status);
        return matcher.find() ? Long.parseUnsignedLong(matcher.group(1), 16) : 0;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static String link(String namespace) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/ns", namespace)).toString();
        } catch (IOException unreadable) {
            return "unreadable";
        }
    }
}
