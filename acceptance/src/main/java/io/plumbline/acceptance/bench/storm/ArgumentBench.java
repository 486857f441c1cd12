// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.pod.StormPod;
import io.plumbline.acceptance.bench.process.CpuTime;
import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Target;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.session.Quiet;
import io.plumbline.acceptance.bench.session.Session;
import io.plumbline.acceptance.bench.watch.Floor;
import io.plumbline.acceptance.bench.watch.Tier;
import io.plumbline.acceptance.bench.watch.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * 20,000 starts of a program that the dynamic linker loads, with the same argument each time and with a number that is another one
 * each time, while its workload is learned and after it was locked: drift must not be dearer than being quiet.
 */
public final class ArgumentBench implements Part {
    private static final int PROCESSES = 20_000;
    private static final int WARM_UP_PROCESSES = 4_000;
    private static final double MIB = 1 << 20;
    private static final String SAME = "7";
    private static final String CHANGING = "{}";

    /** Longer than the rule of the agent below needs. */
    private static final Duration LOCKS_WITHIN = Duration.ofSeconds(8);

    private static final String[] LOCKS_SOON = {"--lock.minimum-age", "3s", "--lock.quiet-time", "2s"};

    private final List<Figure> rows = new ArrayList<>();
    private final Quiet quiet = new Quiet();

    @Override
    public List<Figure> measure(Session session) throws IOException {
        try (StormPod pod = StormPod.startLinked(session.node())) {
            quiet.listen();
            for (String argument : List.of(SAME, CHANGING)) {
                double floor;
                try (Watcher watcher = Floor.start(session.directory())) {
                    floor = micros(session, pod, watcher, "floor, " + words(argument), argument);
                }
                for (Tier tier : session.tiers()) {
                    try (Watcher agent = session.agent(tier)) {
                        judged(session, pod, agent, tier + ", learning, ", argument, floor);
                    }
                    try (Watcher agent = session.agent(tier, LOCKS_SOON)) {
                        pod.arguments(WARM_UP_PROCESSES, SAME);
                        Started.pause(LOCKS_WITHIN);
                        judged(session, pod, agent, tier + ", locked, ", argument, floor);
                    }
                }
            }
        }
        return List.copyOf(rows);
    }

    private void judged(Session session, StormPod pod, Watcher agent, String name, String argument, double floor)
            throws IOException {
        String storm = name + words(argument);
        double micros = micros(session, pod, agent, storm, argument);
        rows.add(quiet.timed(
                "arguments, " + storm + ": CPU per process",
                micros,
                "us",
                Target.atMost(argument.equals(SAME) ? 30 : 80)));
        rows.add(Figure.of("arguments, " + storm + ": CPU per process / floor", micros / floor, "x"));
        rows.add(Figure.judged(
                "arguments, " + storm + ": peak RSS", agent.peakResidentBytes() / MIB, "MiB", Target.atMost(128)));
    }

    private double micros(Session session, StormPod pod, Watcher watcher, String storm, String argument)
            throws IOException {
        // As in a node's second minute; the numbers are others each time.
        pod.arguments(WARM_UP_PROCESSES, argument);
        watcher.settle();
        MetricsText countersBefore = watcher.counters();
        CpuTime before = watcher.cpu();
        pod.arguments(PROCESSES, argument);
        watcher.settle();
        CpuTime cpu = watcher.cpu().since(before);
        MetricsText growth = watcher.counters().since(countersBefore);
        double micros = cpu.micros() / watcher.execs(growth);
        rows.add(Figure.of(
                "arguments, " + storm + ": user CPU per process", cpu.userMicros() / watcher.execs(growth), "us"));
        rows.add(Figure.judged(
                "arguments, " + storm + ": events lost", watcher.lost(growth), "events", Target.atMost(0)));
        session.progress().accept("arguments, " + storm + ": %.1f us of CPU per process".formatted(micros));
        return micros;
    }

    private static String words(String argument) {
        return argument.equals(SAME) ? "same argument" : "a changing number";
    }
}
