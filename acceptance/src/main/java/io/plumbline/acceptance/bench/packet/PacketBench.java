// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.packet;

import io.plumbline.acceptance.bench.network.Flood;
import io.plumbline.acceptance.bench.network.NetworkPods;
import io.plumbline.acceptance.bench.process.ProgramTimes;
import io.plumbline.acceptance.bench.process.ProgramTimes.Program;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Samples;
import io.plumbline.acceptance.bench.report.Target;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.session.Session;
import io.plumbline.acceptance.bench.watch.AgentProcess;
import io.plumbline.acceptance.bench.watch.KernelPrograms;
import io.plumbline.acceptance.bench.watch.Tier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Traffic over the loopback device that is no DNS, alone and watched in turns: what does watching take from it? */
public final class PacketBench implements Part {
    private static final int ROUNDS = 4;
    private static final Duration STREAM = Duration.ofSeconds(3);
    private static final int DATAGRAMS = 400_000;
    /** The bound for datagrams, sent and received: a program may run on one in a hundred, those of new flows. */
    private static final Target HARDLY_EVER = Target.atMost(0.01);

    /** One kind of traffic. */
    private enum Traffic {
        STREAM("one TCP stream", "MiB/s"),
        CONNECTED("UDP flood, connected socket", "packets/s"),
        UNCONNECTED("UDP flood, unconnected socket", "packets/s");

        private final String words;
        private final String unit;

        Traffic(String words, String unit) {
            this.words = words;
            this.unit = unit;
        }

        double rate(Flood flood) {
            return this == STREAM ? flood.perSecond() / 1024 : flood.perSecond();
        }

        Flood run(NetworkPods pods) throws IOException {
            return switch (this) {
                case STREAM -> pods.stream(PacketBench.STREAM);
                case CONNECTED -> pods.pour(DATAGRAMS, true);
                case UNCONNECTED -> pods.pour(DATAGRAMS, false);
            };
        }
    }

    private final List<Figure> rows = new ArrayList<>();

    @Override
    public List<Figure> measure(Session session) throws IOException {
        Tier tier = session.tiers().getFirst();
        Map<Traffic, List<Double>> alone = new EnumMap<>(Traffic.class);
        Map<Traffic, List<Double>> watched = new EnumMap<>(Traffic.class);
        try (NetworkPods pods = NetworkPods.start(session)) {
            for (int round = 0; round < ROUNDS; round++) {
                // Who comes first changes, so that a machine that becomes faster or slower favours nobody.
                if (round % 2 == 0) {
                    run(pods, alone);
                }
                try (AgentProcess agent = session.agent(tier)) {
                    agent.settle();
                    run(pods, watched);
                    session.peaks().note(tier, "packets", agent);
                }
                if (round % 2 == 1) {
                    run(pods, alone);
                }
                session.progress().accept("packets, round " + (round + 1) + " of " + ROUNDS);
            }
            for (Traffic traffic : Traffic.values()) {
                Samples before = new Samples(alone.getOrDefault(traffic, List.of()));
                Samples with = new Samples(watched.getOrDefault(traffic, List.of()));
                String name = "packets, " + traffic.words + ": ";
                rows.add(Figure.of(name + "no agent", before.median(), traffic.unit));
                rows.add(Figure.of(
                        name + "no agent, spread of rounds", 100 * (before.highest() / before.lowest() - 1), "%"));
                rows.add(Figure.of(name + tier, with.median(), traffic.unit));
                rows.add(Figure.of(name + "throughput lost", 100 * (1 - with.median() / before.median()), "%"));
            }
            programs(session, pods, tier);
        }
        return List.copyOf(rows);
    }

    private static void run(NetworkPods pods, Map<Traffic, List<Double>> rates) throws IOException {
        for (Traffic traffic : Traffic.values()) {
            rates.computeIfAbsent(traffic, ignored -> new ArrayList<>()).add(traffic.rate(traffic.run(pods)));
        }
    }

    private void programs(Session session, NetworkPods pods, Tier tier) throws IOException {
        try (AgentProcess agent = session.agent(tier);
                KernelPrograms programs = KernelPrograms.start(session.directory())) {
            Set<Long> ids = agent.programs();
            for (Traffic traffic : List.of(Traffic.CONNECTED, Traffic.UNCONNECTED)) {
                ProgramTimes before = programs.of(ids);
                Flood flood = traffic.run(pods);
                ProgramTimes times = programs.of(ids).since(before);
                String name = "packets, " + traffic.words + ", " + tier + ": ";
                rows.add(Figure.of(name + "programs, per packet", (double) times.nanos() / flood.count(), "ns"));
                rows.add(Figure.judged(
                        name + "runs of programs per packet", (double) times.runs() / flood.count(), "", HARDLY_EVER));
                for (Program program : times.programs().values()) {
                    if (program.runs() * 100 > flood.count()) {
                        rows.add(Figure.of(
                                name + program.name() + ", runs per packet",
                                (double) program.runs() / flood.count(),
                                ""));
                        rows.add(Figure.of(name + program.name() + ", a run", program.nanosPerRun(), "ns"));
                    }
                }
            }
        }
    }
}
