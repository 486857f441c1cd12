// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.overflow;

import io.plumbline.acceptance.bench.pod.StormPod;
import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Target;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.session.Session;
import io.plumbline.acceptance.bench.watch.AgentProcess;
import io.plumbline.acceptance.bench.watch.Floor;
import io.plumbline.acceptance.bench.watch.Tier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An agent with a buffer of 64 KiB that is stopped during a storm: what it sees and what it counts as lost together must be what
 * happened. What happened is counted by the floor, whose own ring holds all of it. Not for the other sensors,
 * whose numbered events include those of threads.
 */
public final class OverflowBench implements Part {
    private static final int PROCESSES = 20_000;
    private static final int WARM_UP = 200;
    /**
     * The signals that are watched: of what else goes into the same ring, and is counted with it, the floor does not know.
     */
    private static final String SIGNALS = "processes,cgroups";

    @Override
    public List<Figure> measure(Session session) throws IOException {
        List<Figure> rows = new ArrayList<>();
        try (StormPod pod = StormPod.start(session.node())) {
            for (Tier tier : session.tiers()) {
                if (tier == Tier.EBPF) {
                    rows.addAll(overflow(session, pod, tier));
                }
            }
        }
        return rows;
    }

    private static List<Figure> overflow(Session session, StormPod pod, Tier tier) throws IOException {
        String name = "overflow, " + tier + ": ";
        try (AgentProcess agent = session.agent(tier, tier.bufferFlag(), "64KiB", "--sensor.signals", SIGNALS);
                Floor floor = Floor.start(session.directory())) {
            pod.storm(WARM_UP, 1);
            Counted before = Counted.now(agent, floor);
            agent.process().suspend();
            try {
                pod.storm(PROCESSES, 2);
            } finally {
                agent.process().resume();
            }
            agent.settle();
            Counted after = Counted.now(agent, floor);
            double least = after.least() - before.most();
            double most = after.most() - before.least();
            MetricsText growth = after.agent().since(before.agent());
            double seen = agent.processEvents(growth);
            double lost = AgentProcess.lost(growth, "process-ring-full");
            double unexplained = Math.max(0, Math.max(least - seen - lost, seen + lost - most));
            session.peaks().note(tier, "overflow", agent);
            session.progress()
                    .accept("overflow, %s: %.0f to %.0f generated, %.0f seen, %.0f counted as lost"
                            .formatted(tier, least, most, seen, lost));
            String left = name + "generated, neither seen nor counted";
            return List.of(
                    Figure.of(name + "process events generated, at least", least, "events"),
                    Figure.of(name + "process events generated, at most", most, "events"),
                    Figure.of(name + "counted by the programs", AgentProcess.counted(growth), "events"),
                    Figure.of(name + "seen", seen, "events"),
                    Figure.of(name + "counted as lost", lost, "events"),
                    least == most || unexplained > 0
                            ? Figure.judged(left, unexplained, "events", Target.atMost(0))
                            : Figure.undecided(left, unexplained, "events", Target.atMost(0)));
        }
    }
}
