// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.runtime.Command;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.AgentProgram;
import io.plumbline.acceptance.program.Launched;
import io.plumbline.v1.Deviation;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is left in the kernel of an agent that was killed: nothing, or, where that was asked for, all that the next one needs. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SensorLifeIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("life");

    private static final Pattern LINK = Pattern.compile("(?m)^link_id:\\s*(\\d{1,9})$");

    static LabNode node;
    static Site site;
    static Path pins;
    static Pod web;

    @BeforeAll
    static void start() throws IOException {
        node = LAB.lab().start(NodeSpec.debian("a"));
        site = new Site(node, 10, 5);
        pins = node.directory("bpf");
        Command.of("mount", "-t", "bpf", "bpf", pins.toString()).run();
        web = node.pods().run(Shop.web(node, "web-7c5f9d8b6d-x2x7k"));
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Order(1)
    void aKilledAgentLeavesNothingAttached() throws IOException {
        AgentProgram agent = site.agent(node, "node-a");
        Set<Integer> attached = links(agent.pid());
        assertThat(attached).isNotEmpty();

        agent.kill();

        // The kernel gives back what the process held a moment after its end.
        await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(alive()).doesNotContainAnyElementsOf(attached));
    }

    @Test
    @Order(2)
    void whatIsPinnedSeesWhatHappensBetweenTwoAgents() throws IOException {
        Path pin = pins.resolve("agent");
        AgentProgram agent = site.agent(node, "node-a", "--sensor.pin", pin.toString());
        Set<Integer> attached = links(agent.pid());
        assertThat(attached).isNotEmpty();
        await("the container is watched")
                .atMost(Shop.PATIENCE)
                .until(() -> Shop.profile(site.collector(), "web").getProgress().getObservations() > 8);

        agent.kill();
        new Deeds(node, site.collector())
                .inside(web, "cp /bin/busybox /tmp/busybox-between; /tmp/busybox-between true");
        assertThat(alive()).containsAll(attached);
        agent.start();

        Deviation between = Shop.awaitDeviation(
                site.collector(),
                "what happened between two agents",
                deviation -> deviation.getProcess().getExecutable().equals("/tmp/busybox-between"));
        assertThat(between.getRule()).isEqualTo("executable-not-from-image");
        assertThat(between.getCount()).isEqualTo(1);
        assertThat(between.getProcess().getArgv().getArgumentsList()).containsExactly("/tmp/busybox-between", "true");
        assertThat(between.getLineageList())
                .anyMatch(process -> process.getPid() == web.container("web").pid());
        assertThat(links(agent.pid())).isSubsetOf(attached);

        agent.close();
        unpin(pin);
        await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(alive()).doesNotContainAnyElementsOf(attached));
        assertThat(pin)
                .satisfiesAnyOf(
                        gone -> assertThat(gone).doesNotExist(),
                        empty -> assertThat(empty).isEmptyDirectory());
    }

    private static void unpin(Path pin) throws IOException {
        Command.of(
                        Launched.launcher("agent", "plumbline-agent").toString(),
                        "--unpin",
                        "--node.name",
                        "node-a",
                        "--sensor.pin",
                        pin.toString())
                .run();
    }

    /** Ids of the links that a process holds. */
    private static Set<Integer> links(long pid) throws IOException {
        Set<Integer> ids = new TreeSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fdinfo"))) {
            for (Path descriptor : descriptors) {
                addIds(LINK, read(descriptor), ids);
            }
        }
        return ids;
    }

    /** Empty when the descriptor was closed meanwhile. */
    private static String read(Path descriptor) throws IOException {
        try {
            return Files.readString(descriptor);
        } catch (NoSuchFileException closed) {
            return "";
        }
    }

    /** Ids of all links of the machine. */
    private static Set<Integer> alive() throws IOException {
        Set<Integer> ids = new TreeSet<>();
        addIds(
                Pattern.compile("(?m)^(\\d{1,9}): "),
                Command.of("bpftool", "link", "show").run(),
                ids);
        return ids;
    }

    private static void addIds(Pattern pattern, String text, Set<Integer> ids) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            ids.add(Integer.parseInt(matcher.group(1)));
        }
    }
}
