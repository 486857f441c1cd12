// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.service.health.Heartbeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SensorTurnsTest {
    private final SensorCounters counters = new SensorCounters();
    private final AtomicLong nanoTime = new AtomicLong();
    private final SensorTurns turns = new SensorTurns(
            "plumbline-events", counters, new Heartbeat("plumbline-events", Duration.ofSeconds(60), nanoTime::get));
    private final List<String> done = new ArrayList<>();

    @Test
    void anErrorOfOneTurnIsCountedAndTheNextFollows() {
        turns.run(
                () -> done.contains("third"),
                () -> {
                    switch (done.size()) {
                        case 0 -> throw new NoClassDefFoundError("decoder");
                        case 1 -> throw new IllegalStateException("decoder");
                        default -> done.add("third");
                    }
                },
                () -> done.add("failed"));

        assertThat(done).containsExactly("failed", "failed", "third");
        assertThat(counters.get("batches-failed")).isEqualTo(2);
        assertThat(turns.problem()).isEmpty();
    }

    @Test
    void aTurnThatAlwaysFailsIsNoSignOfLife() {
        turns.run(
                () -> done.size() == 3,
                () -> {
                    nanoTime.addAndGet(Duration.ofSeconds(30).toNanos());
                    throw new StackOverflowError();
                },
                () -> done.add("failed"));

        assertThat(turns.problem()).contains("plumbline-events: last turn 90 s ago (expected: at most 60 s)");
    }

    @Test
    void whatFailsAfterAFailureEndsNothingEither() {
        turns.run(
                () -> counters.get("batches-failed") >= 4,
                () -> {
                    throw new IllegalStateException("decoder");
                },
                () -> {
                    throw new AssertionError("sink");
                });

        assertThat(counters.get("batches-failed")).isEqualTo(4);
    }

    @Test
    void whatTheVirtualMachineCanNotOutliveEndsItLoudly() {
        assertThatThrownBy(() -> turns.run(
                        () -> false,
                        () -> {
                            throw new InternalError("page fault");
                        },
                        () -> done.add("failed")))
                .isInstanceOf(InternalError.class);

        assertThat(turns.problem().orElseThrow())
                .startsWith("plumbline-events: ended with java.lang.InternalError: page fault");
        assertThat(done).isEmpty();
    }
}
