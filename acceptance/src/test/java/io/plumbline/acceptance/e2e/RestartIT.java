// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.AgentProgram;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.IncidentRecord;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Collector, agent and container runtime die in the middle: nothing is lost, nothing is told twice. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RestartIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("restart");

    static LabNode node;
    static Site site;
    static CollectorProgram collector;
    static AgentProgram agent;
    static Pod web;

    @BeforeAll
    static void learn() throws IOException {
        node = LAB.lab().start(NodeSpec.debian("a"));
        site = new Site(node, 10, 5);
        collector = site.collector();
        agent = site.agent(node, "node-a");
        web = node.pods().run(Shop.web(node, "web-7c5f9d8b6d-x2x7k"));
        node.pods().run(Shop.client(node, "client-0", web));
        Shop.awaitStable(collector, "web", "client-0");
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Order(1)
    void driftWhileTheCollectorIsDownArrivesOnce() throws IOException {
        collector.kill();
        drop("first");
        await().atMost(Shop.PATIENCE).until(() -> !agent.isReady());
        assertThat(agent.isWatching()).isTrue();
        collector.start();

        assertThat(awaitDrop("first").getCount()).isEqualTo(1);
        await().atMost(Shop.PATIENCE).until(agent::isReady);
        assertThat(Shop.incidents(collector)).hasSize(1);
    }

    @Test
    @Order(2)
    void aRestartedAgentGoesOnWithItsIncidents() throws IOException {
        String incident = onlyIncident().getIncident().getIncidentId();
        agent.kill();
        agent.start();
        await().atMost(Shop.PATIENCE).until(agent::isReady);

        drop("second");

        assertThat(awaitDrop("second").getCount()).isEqualTo(1);
        assertThat(awaitDrop("first").getCount()).isEqualTo(1);
        assertThat(onlyIncident().getIncident().getIncidentId()).isEqualTo(incident);
    }

    @Test
    @Order(3)
    void whatRunsWhileTheAgentDiesIsNotToldAgain() throws IOException {
        Shop.breakInto(node, web, running("lasting", 60) + " &");
        assertThat(awaitDrop("lasting").getCount()).isEqualTo(1);
        agent.kill();
        agent.start();
        await().atMost(Shop.PATIENCE).until(agent::isReady);
        drop("third");

        awaitDrop("third");
        assertThat(awaitDrop("lasting").getCount()).isEqualTo(1);
    }

    @Test
    @Order(4)
    void driftWhileTheAgentIsDownIsFoundWhenItLasts() throws IOException {
        agent.kill();
        Shop.breakInto(node, web, running("unseen", 60) + " &");
        agent.start();

        assertThat(awaitDrop("unseen").getCount()).isEqualTo(1);
    }

    @Test
    @Order(5)
    void theRuntimeMayRestart() throws IOException {
        node.restartRuntime();
        await().atMost(Shop.PATIENCE).until(agent::isReady);
        Pod late = node.pods().run(Shop.web(node, "web-7c5f9d8b6d-q9q9q"));

        Shop.breakInto(node, late, running("late", 5));

        assertThat(awaitDrop("late").getCount()).isEqualTo(1);
        IncidentRecord ofLate = Shop.incidents(collector).stream()
                .filter(record -> record.getIncident()
                        .getPod()
                        .getName()
                        .equals(late.spec().name()))
                .findFirst()
                .orElseThrow();
        assertThat(ofLate.getIncident().getDeviationsList())
                .extracting(Deviation::getRule)
                .contains("executable-not-from-image");
    }

    @Test
    @Order(6)
    void bothAtOnceLoseNothing() throws IOException {
        collector.kill();
        drop("fourth");
        await().atMost(Shop.PATIENCE).until(() -> agent.metrics().contains("plumbline_agent_outbox_messages"));
        await().atMost(Shop.PATIENCE).until(() -> outbox() > 0);
        agent.kill();
        agent.start();
        collector.start();

        assertThat(awaitDrop("fourth").getCount()).isEqualTo(1);
        await().atMost(Shop.PATIENCE).until(() -> outbox() == 0);
        assertThat(awaitDrop("first").getCount()).isEqualTo(1);
        assertThat(awaitDrop("second").getCount()).isEqualTo(1);
    }

    private static long outbox() {
        try {
            return agent.metrics()
                    .lines()
                    .filter(line -> line.startsWith("plumbline_agent_outbox_messages "))
                    .map(line -> (long) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                    .findFirst()
                    .orElse(-1L);
        } catch (IOException notYet) {
            return -1;
        }
    }

    private static void drop(String name) throws IOException {
        Shop.breakInto(node, web, running(name, 3));
    }

    /** Busybox runs applets under any name that begins with its own. */
    private static String running(String name, int seconds) {
        String path = "/tmp/busybox-" + name;
        return "cp /bin/busybox " + path + "; " + path + " sleep " + seconds;
    }

    private static Deviation awaitDrop(String name) {
        return Shop.awaitDeviation(
                collector,
                name,
                deviation -> deviation.getRule().equals("executable-not-from-image")
                        && deviation.getProcess().getExecutable().equals("/tmp/busybox-" + name));
    }

    private static IncidentRecord onlyIncident() {
        List<IncidentRecord> incidents = Shop.incidents(collector);
        assertThat(incidents).hasSize(1);
        return incidents.getFirst();
    }
}
