// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.procfs;

import io.plumbline.agent.sensor.ProcessDetails;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.LongSupplier;

/** All processes of the host at one moment, or nearly: parents come before their children. */
public final class ProcSnapshot {
    private ProcSnapshot() {}

    /** Reads all processes. Those that vanish while it goes on are left out. */
    public static List<Found> take(Path proc, ProcessReader reader, LongSupplier bootClock) {
        var found = new ArrayList<Found>();
        for (int pid : pids(proc)) {
            long at = bootClock.getAsLong();
            ProcessDetails details = reader.read(pid);
            if (details.parentPid().toOptional().isPresent()) {
                found.add(new Found(at, pid, details));
            }
        }
        return parentsFirst(found);
    }

    /** Pids of all processes; empty when there is no such directory. */
    static List<Integer> pids(Path proc) {
        var pids = new ArrayList<Integer>();
        String[] names = proc.toFile().list();
        if (names != null) {
            for (String name : names) {
                int pid = pid(name);
                if (pid > 0) {
                    pids.add(pid);
                }
            }
        }
        pids.sort(null);
        return pids;
    }

    /** Stable; survives wrong parents (loops, itself, one that is not there). */
    static List<Found> parentsFirst(List<Found> processes) {
        var byPid = new HashMap<Integer, Found>();
        processes.forEach(process -> byPid.put(process.pid, process));
        var ordered = new ArrayList<Found>(processes.size());
        for (Found process : processes) {
            var path = new ArrayDeque<Found>();
            Found next = byPid.remove(process.pid);
            while (next != null) {
                path.push(next);
                next = byPid.remove(next.details.parentPid().orElse(0));
            }
            ordered.addAll(path);
        }
        return ordered;
    }

    private static int pid(String name) {
        int value = 0;
        for (int at = 0; at < name.length(); at++) {
            char digit = name.charAt(at);
            if (digit < '0' || digit > '9' || at > 8) {
                return -1;
            }
            value = value * 10 + (digit - '0');
        }
        return value;
    }

    /** One process; {@code bootNanos} is when its reading began. */
    public record Found(long bootNanos, int pid, ProcessDetails details) {}
}
