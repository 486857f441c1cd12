// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.latency;

import io.plumbline.acceptance.bench.pod.CommandPod;
import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Samples;
import io.plumbline.acceptance.bench.report.Target;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.session.Quiet;
import io.plumbline.acceptance.bench.session.Session;
import io.plumbline.acceptance.bench.watch.AgentProcess;
import io.plumbline.acceptance.bench.watch.Tier;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.program.CollectorProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Programs that were written into a container and run there, one after the other, each of other bytes and in a lineage of its
 * own, so that each is an incident of its own in its first revision: how long until the collector has it on its disk?
 */
public final class LatencyBench implements Part {
    private static final int SAMPLES = 200;
    private static final int WARM_UP = 30;
    private static final int LEAST_PAUSE_MILLIS = 50;
    private static final int MOST_PAUSE_MILLIS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /** Then the sensor does not see enough for a latency to mean anything. */
    private static final int MOST_MISSED = 20;

    private static final Duration LONG = Duration.ofHours(1);

    /** The sub-shell is the process that did nothing wrong: what it starts begins a story. */
    private static final String TODO = "rm -f \"$last\"; last=/tmp/$command; cp /usr/local/bin/storm $last"
            + " && echo $command >>$last && ($last --end; echo $? >/ctl/result);";

    @Override
    public List<Figure> measure(Session session) throws IOException {
        List<Figure> rows = new ArrayList<>();
        try (CommandPod pod = CommandPod.start(
                session.node(), PodSpec.of("bench", "dropper-0").label("app", "dropper"), TODO)) {
            for (Tier tier : session.tiers()) {
                rows.addAll(latency(session, pod, tier));
            }
        }
        return rows;
    }

    private static List<Figure> latency(Session session, CommandPod pod, Tier tier) throws IOException {
        var quiet = new Quiet();
        quiet.listen();
        Path directory = session.node().directory("latency-" + tier);
        try (CollectorProgram collector = new CollectorProgram(directory, LONG, LONG)) {
            collector.start();
            try (AgentProcess agent = session.agent(tier, "--collector.address", collector.address());
                    Arrivals arrivals = Arrivals.watch(collector)) {
                List<Arrivals.Arrival> taken = new ArrayList<>();
                var random = new Random(3);
                int missed = 0;
                for (int sample = 0; sample < WARM_UP + SAMPLES && missed < MOST_MISSED; sample++) {
                    String name = "new-" + tier + "-" + sample;
                    pod.run(name, PATIENCE);
                    var arrival = arrivals.of("/tmp/" + name, PATIENCE);
                    missed += arrival.isEmpty() ? 1 : 0;
                    if (sample >= WARM_UP) {
                        arrival.ifPresent(taken::add);
                    }
                    Started.pause(Duration.ofMillis(random.nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS)));
                }
                session.peaks().note(tier, "incidents to a collector", agent);
                quiet.listen();
                return rows(session, tier, quiet, taken);
            }
        }
    }

    private static List<Figure> rows(Session session, Tier tier, Quiet quiet, List<Arrivals.Arrival> taken) {
        String name = "exec to durable incident, " + tier + ": ";
        Samples durable = new Samples(
                taken.stream().map(Arrivals.Arrival::untilDurableMillis).toList());
        Samples received = new Samples(
                taken.stream().map(Arrivals.Arrival::untilReceivedMillis).toList());
        session.progress()
                .accept("%sp50 %.1f ms, p99 %.1f ms".formatted(name, durable.percentile(50), durable.percentile(99)));
        return List.of(
                Figure.judged(name + "incidents of " + SAMPLES, taken.size(), "incidents", Target.atLeast(SAMPLES)),
                quiet.timed(name + "p50", durable.percentile(50), "ms", Target.atMost(10)),
                quiet.timed(name + "p99", durable.percentile(99), "ms", Target.atMost(50)),
                Figure.of(name + "slowest", durable.highest(), "ms"),
                Figure.of(name + "until received, before its commit, p50", received.percentile(50), "ms"),
                Figure.of(name + "until received, before its commit, p99", received.percentile(99), "ms"));
    }
}
