// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** The few numbers of /proc that a bench needs. The parsers take any text. */
public final class ProcFile {
    /** USER_HZ, which is 100 on every Linux that Java runs on. */
    private static final long MICROS_PER_TICK = 10_000;

    private static final int FIRST_TIME = 11;
    /** user, kernel, and both of ended children. */
    private static final int TIMES = 4;

    private static final int IDLE = 4;
    private static final int IO_WAIT = 5;
    private static final int STEAL = 8;

    private ProcFile() {}

    /** The processor time that a process and its ended children have used, exact to a tick of 10 ms. */
    public static CpuTime cpu(long pid) throws IOException {
        Path file = Path.of("/proc", Long.toString(pid), "stat");
        return cpu(read(file)).orElseThrow(() -> new IOException(file + ": not readable as process times"));
    }

    /** The largest resident set that a process has had, in bytes. */
    public static long peakResidentBytes(long pid) throws IOException {
        Path file = Path.of("/proc", Long.toString(pid), "status");
        return peakResidentBytes(read(file)).orElseThrow(() -> new IOException(file + ": without VmHWM"));
    }

    /** The times of all processors since the machine's start. */
    public static CpuTimes machine() throws IOException {
        return machine(read(Path.of("/proc/stat"))).orElseThrow(() -> new IOException("/proc/stat: without cpu times"));
    }

    /** Processes that ran or wanted to run, on average over the last minute. */
    public static double loadAverage() throws IOException {
        return Double.parseDouble(read(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    }

    static Optional<CpuTime> cpu(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        long[] ticks = new long[TIMES];
        for (int time = 0; time < TIMES; time++) {
            int field = FIRST_TIME + time;
            OptionalLong value = field < fields.length ? number(fields[field]) : OptionalLong.empty();
            if (value.isEmpty()) {
                return Optional.empty();
            }
            ticks[time] = value.getAsLong() * MICROS_PER_TICK;
        }
        return Optional.of(new CpuTime(ticks[0] + ticks[2], ticks[1] + ticks[3]));
    }

    static OptionalLong peakResidentBytes(String status) {
        for (String line : status.split("\n", -1)) {
            if (line.startsWith("VmHWM:") && line.endsWith(" kB")) {
                OptionalLong kib = number(
                        line.substring("VmHWM:".length(), line.length() - 3).strip());
                return kib.isPresent() ? OptionalLong.of(kib.getAsLong() * 1024) : kib;
            }
        }
        return OptionalLong.empty();
    }

    static Optional<CpuTimes> machine(String stat) {
        String[] fields = stat.split("\n", 2)[0].split(" +", -1);
        if (fields.length <= STEAL || !fields[0].equals("cpu")) {
            return Optional.empty();
        }
        long all = 0;
        long idle = 0;
        for (int field = 1; field <= STEAL; field++) {
            OptionalLong value = number(fields[field]);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            all += value.getAsLong();
            idle += field == IDLE || field == IO_WAIT ? value.getAsLong() : 0;
        }
        return Optional.of(new CpuTimes(all, all - idle));
    }

    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /**
     * Time of all processors since the machine's start.
     *
     * @param all in ticks
     * @param busy what was not idle, in ticks
     */
    public record CpuTimes(long all, long busy) {
        /** Share of the time since then in which processors worked, 0 to 1. */
        public double busySince(CpuTimes before) {
            return all <= before.all ? 0 : (double) (busy - before.busy) / (all - before.all);
        }
    }
}
