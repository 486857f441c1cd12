// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.pod.Pod;
import io.plumbline.acceptance.program.CollectorProgram;
import io.plumbline.v1.Behavior;
import io.plumbline.v1.Deviation;
import io.plumbline.v1.Execution;
import io.plumbline.v1.IncidentRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Does one thing after the other in pods, and says what was told of each: exactly that, told apart by the time at which it
 * happened.
 */
final class Deeds {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LabNode node;
    private final CollectorProgram collector;
    private final List<Deed> done = new ArrayList<>();

    Deeds(LabNode node, CollectorProgram collector) {
        this.node = node;
        this.collector = collector;
    }

    /** Something that was done. */
    private record Deed(String container, long fromNanos, long toNanos, List<String> told) {}

    /** What is done from the machine. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** Makes a pod's main process, which runs what is put into its hole, run a script to its end. */
    void inside(Pod pod, String script) throws IOException {
        Path end = node.pods().volume(pod, "hole").resolve("done");
        Shop.breakInto(node, pod, script + "; : >/hole/done");
        await(script).atMost(Shop.PATIENCE).until(() -> Files.deleteIfExists(end));
    }

    /**
     * Makes a pod's main process run a script, and waits until exactly this is told of the container that is named like the pod.
     *
     * @param told as {@link #words} says it
     * @return the deviations, in the order of {@code told}
     */
    List<Deviation> tells(Pod pod, String script, String... told) throws IOException {
        return tells(pod.spec().name(), () -> inside(pod, script), told);
    }

    /** Does something, and waits until exactly this is told of a container. */
    List<Deviation> tells(String container, Action action, String... told) throws IOException {
        long from = now();
        action.run();
        Deed deed = new Deed(container, from, now(), List.of(told));
        await(String.join(", ", told))
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(words(of(deed))).containsExactlyInAnyOrderElementsOf(deed.told()));
        done.add(deed);
        List<Deviation> of = of(deed);
        return deed.told().stream()
                .map(wanted -> of.stream()
                        .filter(deviation -> words(deviation).equals(wanted))
                        .findFirst()
                        .orElseThrow())
                .toList();
    }

    /** Nothing was added later. */
    void assertNothingElse() {
        for (Deed deed : done) {
            assertThat(words(of(deed))).containsExactlyInAnyOrderElementsOf(deed.told());
        }
    }

    private List<Deviation> of(Deed deed) {
        return Shop.incidents(collector).stream()
                .map(IncidentRecord::getIncident)
                .filter(incident -> incident.getBaseline().getContainerName().equals(deed.container()))
                .flatMap(incident -> incident.getDeviationsList().stream())
                .filter(deviation -> deviation.getFirstSeenUnixNanos() >= deed.fromNanos()
                        && deviation.getFirstSeenUnixNanos() <= deed.toNanos())
                .toList();
    }

    private static List<String> words(List<Deviation> deviations) {
        return deviations.stream().map(Deeds::words).toList();
    }

    /** The rule, and what it is about; of programs what they were called, and the code that they run. */
    static String words(Deviation deviation) {
        String called = deviation.getProcess().getArgv().getArgumentsCount() == 0
                ? ""
                : deviation.getProcess().getArgv().getArguments(0);
        return deviation.getRule() + " " + words(deviation.getBehavior(), called);
    }

    private static String words(Behavior behavior, String called) {
        return switch (behavior.getKindCase()) {
            case EXECUTION -> words(behavior.getExecution(), called);
            case CODE_MAPPING -> behavior.getCodeMapping().getCode().getPath();
            case KERNEL_USE ->
                behavior.getKernelUse()
                        .getOperation()
                        .name()
                        .replace("KERNEL_OPERATION_", "")
                        .toLowerCase(Locale.ROOT);
            case SOCKET_USE ->
                behavior.getSocketUse().getFamily() + " "
                        + behavior.getSocketUse().getType();
            case OUTBOUND ->
                behavior.getOutbound().getPeer().hasUnixSocket()
                        ? behavior.getOutbound().getPeer().getUnixSocket().getPath()
                        : "port " + behavior.getOutbound().getPort();
            case PRIVILEGE -> behavior.getPrivilege().getExecutable();
            default -> behavior.getKindCase().name();
        };
    }

    private static String words(Execution execution, String called) {
        return execution.hasEffective()
                ? called + " running " + execution.getEffective().getPath()
                : called;
    }

    private static long now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
