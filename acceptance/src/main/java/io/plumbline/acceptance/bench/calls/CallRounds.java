// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Times calls with nobody and with each agent in turns. Who comes first moves on from round to round, so that a machine that becomes
 * faster or slower favours nobody.
 */
final class CallRounds {
    private final Agents agents;
    private final Timing timing;
    private final Consumer<String> progress;
    private final List<WatchMode> compared = new ArrayList<>(List.of(WatchMode.values()));
    private final Map<WatchMode, List<CallTimes>> times = new EnumMap<>(WatchMode.class);
    private final Map<WatchMode, String> variants = new EnumMap<>(WatchMode.class);

    CallRounds(Agents agents, Timing timing, Consumer<String> progress) {
        this.agents = agents;
        this.timing = timing;
        this.progress = progress;
    }

    CallResults run(int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            List<WatchMode> order = new ArrayList<>(compared);
            Collections.rotate(order, -round);
            for (WatchMode watching : order) {
                // What the first agent chooses decides in the first round whether there is a second.
                if (compared.contains(watching)) {
                    CallTimes measured = measure(watching);
                    times.computeIfAbsent(watching, ignored -> new ArrayList<>())
                            .add(measured);
                    progress.accept("calls, round %d of %d: %s: getppid %.1f ns"
                            .formatted(round + 1, rounds, watching, measured.quick(Call.GETPPID)));
                }
            }
        }
        return new CallResults(times, variants);
    }

    private CallTimes measure(WatchMode watching) throws IOException {
        if (watching == WatchMode.NOBODY) {
            return timing.measure();
        }
        try (Agents.Agent agent = agents.start(watching.arguments())) {
            agent.settle();
            String variant = KernelVariant.of(agent.log());
            variants.put(watching, variant);
            if (watching == WatchMode.CHOSEN && variant.equals(KernelVariant.SYS_EXIT)) {
                compared.remove(WatchMode.WITHOUT_TRAMPOLINES);
            }
            return timing.measure();
        }
    }

    /** One run of calls.c. */
    @FunctionalInterface
    interface Timing {
        CallTimes measure() throws IOException;
    }
}
