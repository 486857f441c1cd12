// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.record;

import io.plumbline.agent.sensor.SensorCounters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom a process means by a pid: processes name others by the pids of their own pid namespace. Looks through /proc, so it is
 * bounded: so many searches a second, the others are counted and stay unresolved.
 */
public final class LocalPids {
    private static final int MOST_A_SECOND = 20;
    private static final long SECOND = 1_000_000_000L;

    /** The pids of a process from the outermost namespace to its own. */
    private static final Pattern PIDS = Pattern.compile("(?m)^NSpid:((?:\\t\\d{1,10})+)$");

    private final Path proc;
    private final SensorCounters counters;
    private long window;
    private int searched;

    public LocalPids(Path proc, SensorCounters counters) {
        this.proc = proc;
        this.counters = counters;
    }

    /** The pid in the initial namespace of whom processes of a pid namespace call {@code localPid}; 0 when nobody can tell. */
    int find(long namespace, int localPid, long nowNanos) {
        long second = nowNanos / SECOND;
        if (second != window) {
            window = second;
            searched = 0;
        }
        if (++searched > MOST_A_SECOND) {
            counters.increment("process-access-unresolved");
            return 0;
        }
        String link = "pid:[" + namespace + "]";
        String[] names = proc.toFile().list();
        if (names != null) {
            for (String name : names) {
                int pid = name.matches("[1-9]\\d{0,8}") ? Integer.parseInt(name) : 0;
                int[] candidate = pid == 0 ? new int[0] : pids(pid);
                if (candidate.length > 0
                        && candidate[candidate.length - 1] == localPid
                        && namespace(pid).equals(link)) {
                    return pid;
                }
            }
        }
        counters.increment("process-access-unresolved");
        return 0;
    }

    private String namespace(int pid) {
        try {
            return Files.readSymbolicLink(proc.resolve(Integer.toString(pid)).resolve("ns/pid"))
                    .toString();
        } catch (IOException gone) {
            return "";
        }
    }

    private int[] pids(int pid) {
        try {
            byte[] status =
                    Files.readAllBytes(proc.resolve(Integer.toString(pid)).resolve("status"));
            Matcher matcher = PIDS.matcher(new String(status, StandardCharsets.ISO_8859_1));
            if (!matcher.find()) {
                return new int[0];
            }
            String[] numbers = matcher.group(1).strip().split("\t", 32);
            int[] pids = new int[numbers.length];
            for (int index = 0; index < numbers.length; index++) {
                pids[index] = Integer.parseInt(numbers[index]);
            }
            return pids;
        } catch (IOException | NumberFormatException gone) {
            return new int[0];
        }
    }
}
