// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.network;

import io.plumbline.acceptance.bench.process.CpuTime;
import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Target;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.session.Session;
import io.plumbline.acceptance.bench.watch.AgentProcess;
import io.plumbline.acceptance.bench.watch.Tier;
import io.plumbline.acceptance.program.CollectorProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * 10,000 short connections a second, to a pod and to the addresses of names, and DNS queries as fast as they go, between two pods. The
 * agent works alone, and with a collector that it asks for peers.
 */
public final class NetworkBench implements Part {
    private static final int CONNECTIONS = 100_000;
    private static final int CONNECTIONS_PER_SECOND = 10_000;
    private static final int QUERIES = 20_000;
    private static final int WINDOW = 16;
    private static final int WARM_UP = 10_000;
    private static final int NAMES = 100;
    private static final Duration LONG = Duration.ofHours(1);

    private final List<Figure> rows = new ArrayList<>();

    @Override
    public List<Figure> measure(Session session) throws IOException {
        try (NetworkPods pods = NetworkPods.start(session)) {
            alone("connection storm", "connections", pods.connect(CONNECTIONS, CONNECTIONS_PER_SECOND));
            alone("DNS storm", "queries", pods.ask(QUERIES, WINDOW));
            for (Tier tier : session.tiers()) {
                try (AgentProcess agent = session.agent(tier)) {
                    pods.connect(WARM_UP, CONNECTIONS_PER_SECOND);
                    agent.settle();
                    Load load = () -> pods.connect(CONNECTIONS, CONNECTIONS_PER_SECOND);
                    connections(session, "connection storm", load, tier, agent);
                    session.peaks().note(tier, "connection storm", agent);
                }
                named(session, pods, tier);
                try (AgentProcess agent = session.agent(tier)) {
                    pods.ask(WARM_UP, WINDOW);
                    agent.settle();
                    names(session, pods, tier, agent);
                    session.peaks().note(tier, "DNS storm", agent);
                }
            }
        }
        return List.copyOf(rows);
    }

    private void alone(String storm, String unit, Flood flood) {
        rows.add(Figure.of(storm + ", no agent: rate", flood.perSecond(), unit + "/s"));
    }

    /** Connections to names, by an agent with a collector. */
    private void named(Session session, NetworkPods pods, Tier tier) throws IOException {
        try (CollectorProgram collector =
                new CollectorProgram(session.node().directory("network-" + tier), LONG, LONG)) {
            collector.start();
            try (AgentProcess agent = session.agent(tier, "--collector.address", collector.address())) {
                pods.visit(WARM_UP, CONNECTIONS_PER_SECOND, NAMES);
                agent.settle();
                Load load = () -> pods.visit(CONNECTIONS, CONNECTIONS_PER_SECOND, NAMES);
                connections(session, "connection storm to " + NAMES + " names, with a collector", load, tier, agent);
                session.peaks().note(tier, "connection storm to names", agent);
            }
        }
    }

    private void connections(Session session, String what, Load load, Tier tier, AgentProcess agent)
            throws IOException {
        String storm = what + ", " + tier + ": ";
        Watched watched = watch(agent, load);
        rows.add(Figure.of(storm + "rate", watched.flood().perSecond(), "connections/s"));
        rows.add(Figure.of(
                storm + "flows seen per connection, of both ends",
                AgentProcess.received(watched.growth(), "FlowSeen")
                        / watched.flood().count(),
                ""));
        cost(storm, "connection", agent, watched);
        session.progress().accept(storm + watched.words(agent));
    }

    private void names(Session session, NetworkPods pods, Tier tier, AgentProcess agent) throws IOException {
        String storm = "DNS storm, " + tier + ": ";
        Watched watched = watch(agent, () -> pods.ask(QUERIES, WINDOW));
        rows.add(Figure.of(storm + "rate", watched.flood().perSecond(), "queries/s"));
        rows.add(Figure.of(storm + "queries answered", (double) watched.flood().answered(), "queries"));
        rows.add(Figure.of(
                storm + "messages seen per query, of both ends",
                AgentProcess.received(watched.growth(), "NameMessage")
                        / watched.flood().count(),
                ""));
        cost(storm, "query", agent, watched);
        session.progress().accept(storm + watched.words(agent));
    }

    private void cost(String storm, String unit, AgentProcess agent, Watched watched) {
        rows.add(Figure.judged(storm + "events lost", agent.lost(watched.growth()), "events", Target.atMost(0)));
        rows.add(Figure.of(storm + "events counted, not told", AgentProcess.throttled(watched.growth()), "events"));
        rows.add(Figure.of(storm + "agent CPU per " + unit, watched.microsEach(), "us"));
    }

    private static Watched watch(AgentProcess agent, Load load) throws IOException {
        MetricsText countersBefore = agent.counters();
        CpuTime cpuBefore = agent.cpu();
        Flood flood = load.run();
        agent.settle();
        return new Watched(flood, agent.cpu().since(cpuBefore), agent.counters().since(countersBefore));
    }

    /** Something that floods. */
    @FunctionalInterface
    private interface Load {
        Flood run() throws IOException;
    }

    /** A flood, and what the agent did meanwhile. */
    private record Watched(Flood flood, CpuTime cpu, MetricsText growth) {
        double microsEach() {
            return (double) cpu.micros() / flood.count();
        }

        String words(AgentProcess agent) {
            return "%.0f/s; %.1f us of CPU each, %.0f events lost"
                    .formatted(flood.perSecond(), microsEach(), agent.lost(growth));
        }
    }
}
