// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.idle;

import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.bench.process.ThreadTimes;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Target;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.session.Quiet;
import io.plumbline.acceptance.bench.session.Session;
import io.plumbline.acceptance.bench.watch.AgentProcess;
import io.plumbline.acceptance.bench.watch.Tier;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.image.OciImage;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.PodSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Thirty containers that sleep, and what an agent uses meanwhile. */
public final class IdleBench implements Part {
    private static final int PODS = 10;
    private static final int CONTAINERS_OF_A_POD = 3;
    private static final Duration SETTLE = Duration.ofSeconds(15);
    private static final Duration MEASURED = Duration.ofSeconds(30);
    private static final Target HALF_A_PERCENT = Target.atMost(0.5);

    @Override
    public List<Figure> measure(Session session) throws IOException {
        OciImage image = session.node().image(Images.BUSYBOX);
        for (int pod = 0; pod < PODS; pod++) {
            PodSpec spec = PodSpec.of("bench", "sleeper-" + pod).label("app", "sleeper-" + pod);
            for (int container = 0; container < CONTAINERS_OF_A_POD; container++) {
                spec = spec.container(ContainerSpec.of("c" + container, image, "/bin/sleep", "100000"));
            }
            session.node().pods().run(spec);
        }
        List<Figure> rows = new ArrayList<>();
        for (Tier tier : session.tiers()) {
            rows.addAll(idle(session, tier));
        }
        return rows;
    }

    private static List<Figure> idle(Session session, Tier tier) throws IOException {
        var quiet = new Quiet();
        quiet.listen();
        try (AgentProcess agent = session.agent(tier)) {
            Started.pause(SETTLE);
            ThreadTimes before = ThreadTimes.of(agent.process().pid());
            long begin = System.nanoTime();
            Started.pause(MEASURED);
            double used = ThreadTimes.of(agent.process().pid()).nanosSince(before);
            double percent = 100 * used / (System.nanoTime() - begin);
            session.peaks().note(tier, "idle", agent);
            quiet.listen();
            session.progress().accept("idle, %s: %.2f %% of a core".formatted(tier, percent));
            return List.of(quiet.timed(
                    "idle, " + tier + ", " + PODS * CONTAINERS_OF_A_POD + " containers: CPU",
                    percent,
                    "% of a core",
                    HALF_A_PERCENT));
        }
    }
}
