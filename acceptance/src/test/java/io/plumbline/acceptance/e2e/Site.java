// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.program.AgentProgram;
import io.plumbline.acceptance.program.CollectorProgram;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** One collector and its agents, closed together. */
public final class Site implements AutoCloseable {
    private final CollectorProgram collector;
    private final Deque<AgentProgram> agents = new ArrayDeque<>();

    /** Starts a collector, with its files on this node, that locks baselines of this age after this quiet time. */
    public Site(LabNode node, int minimumAgeSeconds, int quietSeconds) throws IOException {
        collector = new CollectorProgram(
                node.directory("collector"), Duration.ofSeconds(minimumAgeSeconds), Duration.ofSeconds(quietSeconds));
        collector.start();
    }

    public CollectorProgram collector() {
        return collector;
    }

    /** Starts the agent of a node, without a Kubernetes API, and waits until it is ready. */
    public AgentProgram agent(LabNode node, String name, String... settings) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("--collector.address", collector.address(), "--kubernetes.mode", "off"));
        all.addAll(List.of(settings));
        AgentProgram agent = new AgentProgram(node, name, node.directory("agent"), all);
        agents.push(agent);
        agent.start();
        await().atMost(Shop.PATIENCE).until(agent::isReady);
        return agent;
    }

    @Override
    public void close() {
        agents.forEach(AgentProgram::close);
        collector.close();
    }
}
