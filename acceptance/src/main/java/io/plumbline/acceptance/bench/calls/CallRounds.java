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
    private final List<Watching> compared = new ArrayList<>(List.of(Watching.values()));
    private final Map<Watching, List<CallTimes>> times = new EnumMap<>(Watching.class);
    private final Map<Watching, String> variants = new EnumMap<>(Watching.class);

    CallRounds(Agents agents, Timing timing, Consumer<String> progress) {
        this.agents = agents;
        this.timing = timing;
        this.progress = progress;
    }

    CallResults run(int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            List<Watching> order = new ArrayList<>(compared);
            Collections.rotate(order, -round);
            for (Watching watching : order) {
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

    private CallTimes measure(Watching watching) throws IOException {
        if (watching == Watching.NOBODY) {
            return timing.measure();
        }
        try (Agents.Agent agent = agents.start(watching.arguments())) {
            agent.settle();
            String variant = KernelVariant.of(agent.log());
            variants.put(watching, variant);
            if (watching == Watching.CHOSEN && variant.equals(KernelVariant.SYS_EXIT)) {
                compared.remove(Watching.WITHOUT_TRAMPOLINES);
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
