// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf;

import io.plumbline.agent.sensor.ebpf.ring.SharedCounts;
import io.plumbline.agent.sensor.ebpf.signal.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Events that no program saw because the kernel left its run out: the same program was running on the same processor already. It
 * counts such runs for each program (Linux 5.12 and newer). Not thread-safe.
 */
final class MissedRuns {
    private static final Pattern MISSES = Pattern.compile("(?m)^recursion_misses:\\s*(\\d{1,18})$");

    private final Set<Integer> single = new HashSet<>();
    private final Set<Integer> twofold = new HashSet<>();
    private final ToLongFunction<Integer> runsLeftOut;
    private final LongSupplier unmatched;
    private long told;
    private long before;

    /** {@code programs}: descriptors of this process, by the name of the program; they are attached already. */
    MissedRuns(Map<String, Integer> programs, SharedCounts counts) {
        this(programs, MissedRuns::read, () -> counts.taken() - counts.left());
    }

    /**
     * For tests.
     *
     * @param runsLeftOut of a descriptor
     * @param unmatched how many events more one copy of a program saw to than the other left to it
     */
    MissedRuns(Map<String, Integer> programs, ToLongFunction<Integer> runsLeftOut, LongSupplier unmatched) {
        this.runsLeftOut = runsLeftOut;
        this.unmatched = unmatched;
        single.addAll(programs.values());
        programs.forEach((program, descriptor) -> {
            Integer second = programs.get(Variant.secondCopy(program));
            if (second != null) {
                twofold.add(descriptor);
                twofold.add(second);
            }
        });
        single.removeAll(twofold);
        told = halves();
        before = told;
    }

    /** How many were missed since the last call. */
    long take() {
        // An event that is between two copies is half a missed one, so what is missed takes two looks to be sure of.
        long now = halves();
        long since = Math.max(0, (Math.min(now, before) - told) / 2);
        before = now;
        told += 2 * since;
        return since;
    }

    /**
     * Twice the missed events, from a beginning of its own. Of an event one copy sees to it and the other leaves it, or is left out
     * itself; of a missed one both are left out. So the runs that were left out, without those that the other copy made good for,
     * count each missed event twice.
     */
    private long halves() {
        long twice = twofold.isEmpty() ? 0 : of(twofold) - unmatched.getAsLong();
        return 2 * of(single) + twice;
    }

    private long of(Collection<Integer> programs) {
        return programs.stream().mapToLong(runsLeftOut).sum();
    }

    private static long read(int descriptor) {
        try {
            byte[] text = Files.readAllBytes(Path.of("/proc/self/fdinfo", Integer.toString(descriptor)));
            Matcher matcher = MISSES.matcher(new String(text, StandardCharsets.US_ASCII));
            return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        } catch (IOException unreadable) {
            return 0;
        }
    }
}
