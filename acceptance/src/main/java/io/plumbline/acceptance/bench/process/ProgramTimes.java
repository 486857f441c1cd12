// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.process;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of runs of programs in the kernel, and the time they took.
 *
 * @param programs by id
 */
public record ProgramTimes(Map<Long, Program> programs) {
    private static final Pattern LINE = Pattern.compile("([0-9]{1,10}) ([0-9]{1,18}) ([0-9]{1,18}) (\\S*)");

    public ProgramTimes {
        programs = Map.copyOf(programs);
    }

    /**
     * One program.
     *
     * @param name as its author named it, at most 15 characters
     */
    public record Program(String name, long runs, long nanos) {
        public double nanosPerRun() {
            return (double) nanos / runs;
        }
    }

    /** Reads lines of id, runs, nanoseconds and name. */
    public static ProgramTimes parse(String text) {
        Map<Long, Program> programs = new TreeMap<>();
        for (String line : text.split("\n", -1)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                programs.put(
                        Long.valueOf(matcher.group(1)),
                        new Program(
                                matcher.group(4), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3))));
            }
        }
        return new ProgramTimes(programs);
    }

    /** The programs alone that ran since then, with what they did since then. */
    public ProgramTimes since(ProgramTimes before) {
        Map<Long, Program> grown = new TreeMap<>();
        programs.forEach((id, program) -> {
            Program old = before.programs.getOrDefault(id, new Program(program.name(), 0, 0));
            if (program.runs() > old.runs()) {
                grown.put(id, new Program(program.name(), program.runs() - old.runs(), program.nanos() - old.nanos()));
            }
        });
        return new ProgramTimes(grown);
    }

    public long nanos() {
        return programs.values().stream().mapToLong(Program::nanos).sum();
    }

    public long runs() {
        return programs.values().stream().mapToLong(Program::runs).sum();
    }
}
