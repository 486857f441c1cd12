// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.agent.sensor.ebpf.signal.Variants.Choice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectionTest {
    private static final Variant FUNCTIONS =
            new Variant("functions", Map.of("user_set", "security_task_fix_setuid"), List.of());
    private static final Variant SYS_EXIT = Variant.of("sys-exit", "system_call");
    private static final Variant EXECS = Variant.of("tracepoints", "process_exec", "process_fork");
    private static final Variant STORAGE = Variant.of("socket-storage", "tcp_state");
    private static final Variant TABLE = Variant.of("socket-table", "tcp_state_by_table");
    private static final Variant PACKETS = Variant.of("cgroup-hooks", "connect4", "connect6");

    private final Selection selection = new Selection(new Variants(
            Map.of(
                    Signal.PROCESSES, Choice.of(EXECS),
                    Signal.TCP, Choice.of(STORAGE, TABLE),
                    Signal.UDP, Choice.of(PACKETS),
                    Signal.KERNEL, new Choice(List.of(FUNCTIONS, SYS_EXIT), List.of()),
                    Signal.CODE, new Choice(List.of(), List.of("perf-events: refused", "functions: none"))),
            false,
            false));

    @Test
    void looksFirstWhereRefusalsAreLikeliest() {
        assertThat(selection.mostDoubtfulFirst())
                .containsExactly(Signal.KERNEL, Signal.PROCESSES, Signal.TCP, Signal.UDP);
        selection.refuse(Signal.KERNEL, Map.of("user_set", "Operation not permitted"));
        assertThat(selection.mostDoubtfulFirst()).startsWith(Signal.PROCESSES, Signal.TCP);
    }

    @Test
    void goesOnToTheNextWayAndSaysWhyNotByABetterOne() {
        selection.refuse(Signal.KERNEL, Map.of("user_set", "Operation not permitted"));
        assertThat(selection.of(Signal.KERNEL)).hasValue(SYS_EXIT);
        assertThat(selection.reasons(Signal.KERNEL)).containsExactly("functions: Operation not permitted for user_set");
        assertThat(selection.current()).containsEntry(Signal.TCP, STORAGE).containsEntry(Signal.KERNEL, SYS_EXIT);
    }

    @Test
    void keepsWhatWorksOfASignalThatNoWayIsLeftOf() {
        selection.refuse(Signal.UDP, Map.of("connect6", "Invalid argument"));
        assertThat(selection.of(Signal.UDP)).isEmpty();
        assertThat(selection.reasons(Signal.UDP)).containsExactly("Invalid argument for connect6");
        assertThat(selection.current().get(Signal.UDP)).isEqualTo(Variant.of("cgroup-hooks", "connect4"));
    }

    @Test
    void loadsNothingOfASignalWithoutAnyWay() {
        assertThat(selection.current()).doesNotContainKey(Signal.CODE);
        assertThat(selection.reasons(Signal.CODE)).containsExactly("perf-events: refused", "functions: none");
    }
}
