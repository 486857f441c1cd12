// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.acceptance.e2e.Shop;
import io.plumbline.acceptance.e2e.Site;
import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodContainer;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.AgentProgram;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.Deviation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pod does as much as it can that nobody saw before; the agent, with the memory that its launcher gives it, lives, and tells
 * what happens in another pod meanwhile.
 */
final class HostilePodIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("hostile");

    private static final Logger log = LoggerFactory.getLogger(HostilePodIT.class);
    /** The heap in full, and what the JVM, its archive of classes, the programs in the kernel and SQLite take besides. */
    private static final long MOST_RESIDENT_KIB = 160 << 10;

    private static @Nullable Site site;
    static LabNode node;
    static CollectorProgram collector;
    static AgentProgram agent;
    static Pod victim;

    @BeforeAll
    static void watch() throws IOException {
        node = LAB.lab().start(NodeSpec.debian("a"));
        Site opened = new Site(node, 5, 2);
        site = opened;
        collector = opened.collector();
        agent = opened.agent(node, "node-a");
        victim = node.pods().run(Shop.web(node, "web-7c5f9d8b6d-x2x7k"));
        Shop.awaitStable(collector, "web");
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void commandsThatNobodySawBeforeWhileItLearns() throws IOException {
        hostile("learning", "swarm", "commands", "20000", "32000");
    }

    @Test
    void commandsThatNobodySawBeforeOnceItIsLocked() throws IOException {
        Pod locked = node.pods()
                .run(Shop.web(node, "locked-7c5f9d8b6d-x2x7k")
                        .label("app", "locked")
                        .label("pod-template-hash", "7c5f9d8b6d"));
        Shop.awaitStable(collector, "locked");
        Shop.breakInto(node, locked, "swarm commands 5000 32000; swarm commands 20000 4000");
        intrudeAndExpect("locked");
    }

    @Test
    void fileNamesThatNobodySawBefore() throws IOException {
        hostile("files", "swarm", "files", "20000", "/tmp");
    }

    private void hostile(String name, String... command) throws IOException {
        Pod pod = node.pods()
                .run(PodSpec.of("shop", name).container(ContainerSpec.of("main", node.image(Images.TOOLS), command)));
        intrudeAndExpect(name);
        PodContainer container = pod.containers().getFirst();
        assertThat(node.pods().awaitExit(container)).isZero();
        assertThat(agent.isReady()).as("ready after %s", name).isTrue();
        assertThat(residentPeakKib()).as("resident KiB").isLessThanOrEqualTo(MOST_RESIDENT_KIB);
    }

    /** In the middle of it somebody breaks into another pod. */
    private static void intrudeAndExpect(String name) throws IOException {
        long pid = agent.pid();
        String dropped = "/tmp/" + name;
        long from = System.nanoTime();
        Shop.breakInto(node, victim, "cp /bin/busybox " + dropped + "; " + dropped + " true");
        Deviation told = Shop.awaitDeviation(
                collector,
                "the intrusion during " + name,
                deviation -> deviation
                        .getBehavior()
                        .getExecution()
                        .getExecutable()
                        .getPath()
                        .equals(dropped));
        Duration took = Duration.ofNanos(System.nanoTime() - from);
        log.info(String.format(
                Locale.ROOT,
                "%s: told as %s after %d ms, agent at most %d MiB",
                name,
                told.getRule(),
                took.toMillis(),
                residentPeakKib() >> 10));
        assertThat(agent.pid()).isEqualTo(pid);
        assertThat(agent.isWatching()).isTrue();
    }

    private static long residentPeakKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + agent.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
