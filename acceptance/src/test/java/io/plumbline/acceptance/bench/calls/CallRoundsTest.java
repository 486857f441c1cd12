// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Names are those of what happened: an argument of an agent that started, "time", or "end". */
final class CallRoundsTest {
    private static final String TRAMPOLINES = "--sensor.trampolines";
    private static final String SIGNALS = "--sensor.signals";

    private final List<String> happened = new ArrayList<>();
    private String chosen = "functions";

    @Test
    void whoComesFirstMovesOn() throws IOException {
        CallResults results = rounds().run(2);
        assertThat(happened)
                .containsExactly(
                        "time",
                        "",
                        "time",
                        "end",
                        TRAMPOLINES,
                        "time",
                        "end",
                        SIGNALS,
                        "time",
                        "end",
                        "",
                        "time",
                        "end",
                        TRAMPOLINES,
                        "time",
                        "end",
                        SIGNALS,
                        "time",
                        "end",
                        "time");
        assertThat(results.variants())
                .isEqualTo(Map.of(
                        WatchMode.CHOSEN, "functions",
                        WatchMode.WITHOUT_TRAMPOLINES, "sys-exit",
                        WatchMode.WITHOUT_KERNEL, "none"));
        assertThat(results.quick(WatchMode.NOBODY, Call.OPEN).values()).hasSize(2);
    }

    @Test
    void sameVariantIsMeasuredOnce() throws IOException {
        chosen = "sys-exit";
        CallResults results = rounds().run(3);
        assertThat(happened).doesNotContain(TRAMPOLINES);
        assertThat(results.agents()).containsExactly(WatchMode.CHOSEN, WatchMode.WITHOUT_KERNEL);
        assertThat(results.quick(WatchMode.CHOSEN, Call.OPEN).values()).hasSize(3);
    }

    @Test
    void failedRunLeavesNoAgent() {
        var rounds = new CallRounds(
                this::start,
                () -> {
                    if (happened.contains("")) {
                        throw new IOException("calls: refused");
                    }
                    return times();
                },
                line -> {});
        assertThatThrownBy(() -> rounds.run(1)).hasMessage("calls: refused");
        assertThat(happened).containsExactly("", "end");
    }

    private CallRounds rounds() {
        return new CallRounds(
                this::start,
                () -> {
                    happened.add("time");
                    return times();
                },
                line -> {});
    }

    private static CallTimes times() throws IOException {
        return CallTimes.parse(List.of(
                "getppid 1.0 1.0", "open 1.0 1.0", "open-missing 1.0 1.0", "connect-unix 1.0 1.0", "map-code 1.0 1.0"));
    }

    private Agents.Agent start(List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.getFirst();
        happened.add(first);
        return new Agents.Agent() {
            @Override
            public String log() {
                return first.equals(SIGNALS)
                        ? "watched: processes by tracepoints"
                        : "watched: kernel by " + (first.equals(TRAMPOLINES) ? "sys-exit" : chosen);
            }

            @Override
            public void settle() {}

            @Override
            public void close() {
                happened.add("end");
            }
        };
    }
}
