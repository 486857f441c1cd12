// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.idle;

import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Samples;
import io.plumbline.acceptance.bench.report.Target;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.session.Quiet;
import io.plumbline.acceptance.bench.session.Session;
import io.plumbline.acceptance.bench.watch.AgentProcess;
import io.plumbline.acceptance.bench.watch.Tier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures the time from the start of the launcher until the agent says that it is ready, which is when it watches. */
public final class StartBench implements Part {
    private static final int STARTS = 5;
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Target SOON = Target.atMost(1.5);

    @Override
    public List<Figure> measure(Session session) throws IOException {
        List<Figure> rows = new ArrayList<>();
        for (Tier tier : session.tiers()) {
            var quiet = new Quiet();
            quiet.listen();
            List<Double> seconds = new ArrayList<>();
            for (int start = 0; start < STARTS; start++) {
                seconds.add(start(session, tier));
            }
            Samples samples = new Samples(seconds);
            session.progress().accept("start, %s: ready after %.2f s".formatted(tier, samples.median()));
            rows.add(quiet.timed("start, " + tier + ": ready, median of " + STARTS, samples.median(), "s", SOON));
            rows.add(Figure.of("start, " + tier + ": ready, slowest", samples.highest(), "s"));
        }
        return rows;
    }

    private static double start(Session session, Tier tier) throws IOException {
        long begin = System.nanoTime();
        try (AgentProcess agent = AgentProcess.begin(
                session.node(), session.directory().resolve("agent"), tier, List.of("--kubernetes.mode", "off"))) {
            while (!agent.isReady()) {
                if (System.nanoTime() - begin > LIMIT.toNanos()) {
                    throw new IOException("agent: not ready; printed: "
                            + agent.process().output().strip());
                }
                Started.pause(POLL);
            }
            return (System.nanoTime() - begin) / 1e9;
        }
    }
}
