// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.runtime.Command;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.AgentProgram;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is left in the kernel of an agent that was killed. */
final class SensorLifeIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("life");

    private static final Pattern LINK = Pattern.compile("(?m)^link_id:\\s*(\\d{1,9})$");

    static LabNode node;
    static Site site;

    @BeforeAll
    static void start() throws IOException {
        node = LAB.lab().start(NodeSpec.debian("a"));
        site = new Site(node, 10, 5);
    }

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void aKilledAgentLeavesNothingAttached() throws IOException {
        AgentProgram agent = site.agent(node, "node-a");
        Set<Integer> attached = links(agent.pid());
        assertThat(attached).isNotEmpty();

        agent.kill();

        // The kernel gives back what the process held a moment after its end.
        await().atMost(Shop.PATIENCE).untilAsserted(() -> assertThat(alive()).doesNotContainAnyElementsOf(attached));
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
