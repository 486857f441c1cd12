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
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Ordinary servers are found running, learned, reloaded, rotated, restarted and scaled: nothing of it is an incident. */
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

    /** Containers that are started or ended at once: the machine of a test is small. */
    private static final int AT_A_TIME = 4;

    private final Map<Software, OciImage> images = new ConcurrentHashMap<>();
    private final Map<Software, Pod> pods = new ConcurrentHashMap<>();
    private final Map<Software, PodContainer> current = new ConcurrentHashMap<>();

    @AfterAll
    static void close() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    void ordinaryServersAreNoIncident() throws IOException {
        LabNode node = LAB.lab().start(NodeSpec.debian("a"));
        for (Software software : Software.ALL) {
            images.put(software, node.image(software.recipe()));
        }
        together(software -> started(node, software, "aaaaa"));
        Site opened = new Site(node, MINIMUM_AGE_SECONDS, QUIET_SECONDS);
        site = opened;
        CollectorProgram collector = opened.collector();
        opened.agent(node, "node-a");
        awaitStable(collector);

        reload();
        rotate();
        Map<Software, Pod> first = Map.copyOf(pods);
        for (int times = 0; times < 2; times++) {
            together(software -> current.put(
                    software, node.pods().restart(Objects.requireNonNull(first.get(software)), running(software))));
        }
        // One more replica of each, then one less: the new one stays.
        together(software -> started(node, software, "bbbbb"));
        together(software -> node.pods().remove(Objects.requireNonNull(first.get(software))));
        reload();
        rotate();
        // Not before: sshd writes over its arguments, so of one that was found running nobody knows them, and its
        // reload is told.
        signal(Software.SHELL, "sshd", "HUP");

        await().during(WATCHED)
                .atMost(WATCHED.plusSeconds(30))
                .pollInterval(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(told(collector)).isEmpty());
        for (Software software : Software.ALL) {
            assertThat(Path.of("/proc", Long.toString(running(software).pid())))
                    .as(software.workload() + " runs")
                    .exists();
            assertThat(Shop.profiles(collector, software.workload()))
                    .as(software.workload())
                    .hasSize(1);
        }
        // The agent still tells: an intruder in one of them does what none of them does.
        node.pods().exec(running(Software.WEB), "/bin/ls", "/etc");
        Shop.awaitDeviation(
                collector, "the session", deviation -> deviation.getRule().equals("runtime-session"));
    }

    private void started(LabNode node, Software software, String suffix) throws IOException {
        Pod pod = node.pods().run(software.pod(Objects.requireNonNull(images.get(software)), suffix));
        pods.put(software, pod);
        current.put(software, pod.containers().getFirst());
    }

    /** As whoever reloads each of these servers does it: by a signal to the process that reads its settings. */
    private void reload() throws IOException {
        signal(Software.WEB, "nginx", "HUP");
        signal(Software.PHP, "php-fpm8.2", "USR2");
        signal(Software.DATABASE, "postgres", "HUP");
        signal(Software.SUPERVISED, "gunicorn", "HUP");
    }

    /** The log of a server is moved away from outside of it, as an agent of the node for logs does. */
    private void rotate() throws IOException {
        Path logs = Path.of("/proc", Long.toString(running(Software.WEB).pid()), "root/var/log/nginx");
        Files.move(logs.resolve("access.log"), logs.resolve("access.log.1"), StandardCopyOption.REPLACE_EXISTING);
        signal(Software.WEB, "nginx", "USR1");
    }

    private interface Step {
        void run(Software software) throws IOException;
    }

    /** Does something with all of them, some at a time. */
    private static void together(Step step) throws IOException {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            List<Future<Void>> steps = Software.ALL.stream()
                    .map(software -> threads.submit(() -> {
                        step.run(software);
                        return (Void) null;
                    }))
                    .toList();
            for (Future<Void> one : steps) {
                one.get();
            }
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
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

    /** To the first process of this name in a container. */
    private void signal(Software software, String program, String name) throws IOException {
        long first = running(software).pid();
        Path space = Files.readSymbolicLink(Path.of("/proc", Long.toString(first), "ns/pid"));
        long found = await(software.workload() + ": " + program)
                .atMost(Duration.ofSeconds(30))
                .until(() -> oldest(space, program), pid -> pid > 0);
        Command.of("kill", "-s", name, Long.toString(found)).run();
    }

    /** The process of this name that was started first, in a namespace of processes; 0 for none. */
    private static long oldest(Path space, String program) {
        return ProcessHandle.allProcesses()
                .mapToLong(ProcessHandle::pid)
                .filter(pid -> isOf(Path.of("/proc", Long.toString(pid)), space, program))
                .min()
                .orElse(0);
    }

    private static boolean isOf(Path process, Path space, String program) {
        try {
            return Files.readSymbolicLink(process.resolve("ns/pid")).equals(space)
                    && Files.readString(process.resolve("comm")).strip().equals(program);
        } catch (IOException gone) {
            return false;
        }
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
