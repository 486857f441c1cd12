// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.software;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.e2e.Shop;
import io.plumbline.acceptance.e2e.Site;
import io.plumbline.acceptance.lab.LabExtension;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.image.OciImage;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.lab.pod.PodContainer;
import io.plumbline.acceptance.lab.runtime.Command;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.BaselineState;
import io.plumbline.v1.Deviation;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ordinary servers are found running, learned, reloaded, restarted and scaled: nothing of it is an incident. */
final class SoftwareIT {
    @RegisterExtension
    static final LabExtension LAB = new LabExtension("software");

    /** Longer than a minute: what runs each minute is learned. */
    private static final int MINIMUM_AGE_SECONDS = 75;

    private static final int QUIET_SECONDS = 15;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** What runs each minute has run twice after the last change. */
    private static final Duration WATCHED = Duration.ofSeconds(70);

    private static @Nullable Site site;

    private final Map<Software, PodContainer> current = new LinkedHashMap<>();

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void ordinaryServersAreNoIncident() throws IOException {
        LabNode node = LAB.lab().start(NodeSpec.debian("a"));
        OciImage image = node.image(new SoftwareImage());
        Map<Software, Pod> pods = new LinkedHashMap<>();
        for (Software software : Software.ALL) {
            pods.put(software, node.pods().run(software.pod(image, "aaaaa")));
            current.put(software, pods.get(software).containers().getFirst());
        }
        Site opened = new Site(node, MINIMUM_AGE_SECONDS, QUIET_SECONDS);
        site = opened;
        CollectorProgram collector = opened.collector();
        opened.agent(node, "node-a");
        awaitStable(collector);

        signal(Software.WEB, "HUP");
        signal(Software.PHP, "USR2");
        for (int times = 0; times < 2; times++) {
            for (Map.Entry<Software, Pod> pod : pods.entrySet()) {
                current.put(pod.getKey(), node.pods().restart(pod.getValue(), running(pod.getKey())));
            }
        }
        for (Software software : Software.ALL) {
            Pod second = node.pods().run(software.pod(image, "bbbbb"));
            assertThat(second.containers().getFirst().pid()).isPositive();
        }
        signal(Software.WEB, "HUP");
        signal(Software.PHP, "USR2");

        await().during(WATCHED)
                .atMost(WATCHED.plusSeconds(30))
                .pollInterval(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(told(collector)).isEmpty());
        for (Software software : Software.ALL) {
            assertThat(Shop.profiles(collector, software.workload()))
                    .as(software.workload())
                    .hasSize(1);
        }
        // The agent still tells: an intruder in one of them does what none of them does.
        node.pods().exec(running(Software.WEB), "/bin/ls", "/etc");
        Shop.awaitDeviation(
                collector, "the session", deviation -> deviation.getRule().equals("runtime-session"));
    }

    private static void awaitStable(CollectorProgram collector) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(Software.ALL)
                        .allSatisfy(software -> assertThat(Shop.profile(collector, software.workload())
                                        .getState())
                                .as(software.workload())
                                .isEqualTo(BaselineState.BASELINE_STATE_STABLE)));
    }

    private PodContainer running(Software software) {
        return Objects.requireNonNull(current.get(software));
    }

    /** To the first process of a container, as whoever reloads a server sends it. */
    private void signal(Software software, String name) throws IOException {
        Command.of("kill", "-s", name, Long.toString(running(software).pid())).run();
    }

    private static List<String> told(CollectorProgram collector) {
        return Shop.incidents(collector).stream()
                .flatMap(record -> record.getIncident().getDeviationsList().stream()
                        .map(deviation -> line(
                                record.getIncident().getBaseline().getWorkload().getName(), deviation)))
                .toList();
    }

    private static String line(String workload, Deviation deviation) {
        return workload + ": " + deviation.getRule() + " " + deviation.getBecauseList() + " "
                + deviation.getProcess().getArgv().getArgumentsList();
    }
}
