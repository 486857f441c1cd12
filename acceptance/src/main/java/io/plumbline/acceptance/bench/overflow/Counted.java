// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.overflow;

import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.bench.watch.AgentProcess;
import io.plumbline.acceptance.bench.watch.Floor;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * The counters of an agent at one moment, and the events that had happened by then.
 *
 * @param least process events that had happened for certain
 * @param most process events that may have happened: more than the least when other processes came and went meanwhile
 */
record Counted(double least, MetricsText agent, double most) {
    private static final int TRIES = 10;
    /** Longer than either needs to count what happened. */
    private static final Duration APART = Duration.ofMillis(800);

    private static final MetricsText NOTHING = new MetricsText(Map.of());

    /** Looks until nothing else happens on the machine, but not for ever. */
    static Counted now(AgentProcess agent, Floor floor) throws IOException {
        Counted best = look(agent, floor);
        for (int attempt = 1; attempt < TRIES && best.most > best.least; attempt++) {
            Counted next = look(agent, floor);
            best = next.most - next.least < best.most - best.least ? next : best;
        }
        return best;
    }

    private static Counted look(AgentProcess agent, Floor floor) throws IOException {
        double least = generated(floor);
        Started.pause(APART);
        MetricsText counters = agent.counters();
        Started.pause(APART);
        return new Counted(least, counters, generated(floor));
    }

    private static double generated(Floor floor) throws IOException {
        MetricsText since = floor.counters().since(NOTHING);
        return floor.processEvents(since) + floor.lost(since);
    }
}
