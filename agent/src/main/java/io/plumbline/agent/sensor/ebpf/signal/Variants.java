// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.signal;

import io.plumbline.agent.linux.KernelRelease;
import io.plumbline.agent.linux.KernelTypes;
import io.plumbline.agent.linux.Machine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways there are on the running kernel to watch each signal. What can be told beforehand is which functions there are; whether
 * the kernel takes a program is told by trying alone.
 *
 * @param choices of each signal that is wanted
 * @param registersFromStack what programs at system calls have to know (rings.h)
 * @param twice whether programs hang at their place twice, because the kernel leaves runs of a single one out (turns.h)
 */
public record Variants(Map<Signal, Choice> choices, boolean registersFromStack, boolean twice) {
    private static final String TASK_MARKS = "task_marks";
    private static final String SOCKET_MARKS = "socket_marks";

    /** Maps that only some variants use. */
    public static final List<String> OPTIONAL_MAPS =
            List.of("owners", "owner_table", "codes", "code_scratch", TASK_MARKS, SOCKET_MARKS);

    /** Programs that run often enough for two tasks to be in one of them, each with what tells its copies from each other. */
    private static final Map<String, String> WITH_SECOND_COPY = Map.ofEntries(
            Map.entry("process_exec", TASK_MARKS),
            Map.entry("process_fork", TASK_MARKS),
            Map.entry("process_exit", TASK_MARKS),
            Map.entry("cgroup_made", TASK_MARKS),
            Map.entry("cgroup_removed", TASK_MARKS),
            Map.entry("tcp_state", SOCKET_MARKS),
            Map.entry("socket_made", TASK_MARKS),
            Map.entry("unix_stream_connected", TASK_MARKS),
            Map.entry("unix_datagram_connected", TASK_MARKS),
            Map.entry("file_opened", TASK_MARKS),
            Map.entry("code_mapped", TASK_MARKS),
            Map.entry("code_protected", TASK_MARKS));

    /** No program: the sensor reads them itself (package sensor.mapping). */
    static final String PERF_EVENTS = "perf-events";

    private static final String FUNCTIONS = "functions";

    /**
     * Of one signal.
     *
     * @param candidates the best first
     * @param without why there are not more
     */
    public record Choice(List<Variant> candidates, List<String> without) {
        static Choice of(Variant... candidates) {
            return new Choice(List.of(candidates), List.of());
        }

        private Choice twice() {
            return new Choice(
                    candidates.stream()
                            .map(variant -> variant.withSecondCopies(WITH_SECOND_COPY))
                            .toList(),
                    without);
        }
    }

    /**
     * Looks at the kernel.
     *
     * @param signals without those that the hierarchy of cgroups rules out
     */
    public static Variants of(Set<Signal> signals, boolean trampolines) throws IOException {
        try (KernelTypes types = KernelTypes.open()) {
            FunctionHooks hooks = new FunctionHooks(types, Machine.own());
            // No look at the kernel shows it.
            boolean twice = KernelRelease.running().isAtLeast(7, 0);
            return new Variants(
                    choices(signals, trampolines ? hooks : null, twice),
                    trampolines && !hooks.callsDescribeRegisters(),
                    twice);
        }
    }

    private static Map<Signal, Choice> choices(Set<Signal> signals, @Nullable FunctionHooks hooks, boolean twice) {
        Map<Signal, Choice> choices = new EnumMap<>(Signal.class);
        for (Signal signal : signals) {
            Choice choice = choice(signal, hooks);
            choices.put(signal, twice ? choice.twice() : choice);
        }
        return choices;
    }

    private static Choice choice(Signal signal, @Nullable FunctionHooks hooks) {
        return switch (signal) {
            case PROCESSES -> Choice.of(Variant.of("tracepoints", "process_exec", "process_fork", "process_exit"));
            case CGROUPS -> Choice.of(Variant.of("tracepoints", "cgroup_made", "cgroup_removed"));
            case TCP ->
                Choice.of(
                        Variant.of("socket-storage", "tcp_state").withMaps("owners"),
                        // Before Linux 5.11.
                        Variant.of("socket-table", "tcp_state_by_table").withMaps("owner_table"));
            case UDP ->
                Choice.of(Variant.of(
                        "cgroup-hooks",
                        "connect4",
                        "connect6",
                        "udp_sent4",
                        "udp_sent6",
                        "udp_received4",
                        "udp_received6",
                        "udp_bound4",
                        "udp_bound6"));
            case DNS -> Choice.of(Variant.of("cgroup-hooks", "names_sent", "names_received"));
            case KERNEL -> kernelUse(hooks);
            case CODE -> code(hooks);
        };
    }

    private static Choice kernelUse(@Nullable FunctionHooks hooks) {
        List<Variant> candidates = new ArrayList<>();
        List<String> without = new ArrayList<>();
        atFunctions(hooks, FunctionHooks::ofKernelUse, candidates, without);
        candidates.add(Variant.of("sys-exit", "system_call"));
        return new Choice(candidates, without);
    }

    private static Choice code(@Nullable FunctionHooks hooks) {
        List<Variant> candidates = new ArrayList<>();
        List<String> without = new ArrayList<>();
        atFunctions(hooks, FunctionHooks::ofCode, candidates, without);
        candidates.replaceAll(variant -> variant.withMaps("codes", "code_scratch"));
        if (KernelRelease.running().isBefore(6, 12)) {
            // Seen on 5.10: device and inode are those of the file below. Seen to be the overlay's on 6.12.
            without.add(PERF_EVENTS + ": before Linux 6.12 they do not tell which file of an overlay was mapped");
        } else {
            candidates.add(Variant.of(PERF_EVENTS));
        }
        return new Choice(candidates, without);
    }

    /** A look at the functions of the kernel. */
    @FunctionalInterface
    private interface Look {
        Map<String, String> at(FunctionHooks hooks) throws IOException;
    }

    private static void atFunctions(
            @Nullable FunctionHooks hooks, Look look, List<Variant> candidates, List<String> without) {
        if (hooks == null) {
            without.add(FUNCTIONS + ": switched off by sensor.trampolines");
            return;
        }
        try {
            candidates.add(new Variant(FUNCTIONS, look.at(hooks), List.of()));
        } catch (IOException missing) {
            without.add(FUNCTIONS + ": " + missing.getMessage());
        }
    }
}
