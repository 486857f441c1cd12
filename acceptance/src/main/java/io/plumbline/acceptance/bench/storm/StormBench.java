// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.process.ProcFile;
import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.bench.report.Row;
import io.plumbline.acceptance.bench.storm.StormRun.Watched;
import io.plumbline.acceptance.lab.LabNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * 20,000 short processes in a container, by one worker and by two, alone and watched. Each round has all watchers, so that what
 * else the machine does in the course of the session meets all alike; who comes first moves on from round to round. On a machine
 * too busy for all rounds there are fewer.
 */
public final class StormBench {
    private static final int ROUNDS = 3;
    private static final int PROCESSES = 20_000;
    private static final int WARM_UP_PROCESSES = 4_000;
    private static final List<Integer> WORKERS = List.of(1, 2);
    private static final List<Watched> COMPARED = List.of(Watched.NOBODY, Watched.READER, Watched.AGENT);
    /** No round is begun that would most likely end later than this. */
    private static final Duration ROUNDS_LIMIT = Duration.ofMinutes(7);

    private static final Duration LISTEN = Duration.ofSeconds(2);

    private final LabNode node;
    private final Path directory;
    private final Consumer<String> progress;
    private final List<StormRun> runs = new ArrayList<>();
    private long peakBytes;
    private long peakBytesWithCluster;
    private double busy;
    private int rounds;

    /**
     * Makes a bench.
     *
     * @param directory for the state and logs of what is measured; on a disk, as the agent's would be
     * @param progress takes one line at a time
     */
    public StormBench(LabNode node, Path directory, Consumer<String> progress) {
        this.node = node;
        this.directory = directory;
        this.progress = progress;
    }

    /** Runs for some minutes; returns the figures. */
    public List<Row> run() throws IOException {
        Files.createDirectories(directory);
        double loadBefore = ProcFile.loadAverage();
        try (StormPod pod = StormPod.start(node)) {
            long begin = System.nanoTime();
            while (rounds < ROUNDS && System.nanoTime() - begin < timeLeftFor(rounds)) {
                int round = rounds++;
                listen();
                List<Watched> order = new ArrayList<>(COMPARED);
                Collections.rotate(order, -round);
                for (Watched watched : order) {
                    session(pod, watched, round);
                }
            }
            session(pod, Watched.AGENT_WITH_CLUSTER, rounds);
        }
        return StormRows.of(
                new StormResults(runs, peakBytes, peakBytesWithCluster, busy, loadBefore, ProcFile.loadAverage()),
                rounds,
                WORKERS);
    }

    /** What so many rounds may have taken when one more, as long as they were, still fits; the first always does. */
    private static long timeLeftFor(int rounds) {
        return rounds == 0 ? Long.MAX_VALUE : ROUNDS_LIMIT.toNanos() * rounds / (rounds + 1);
    }

    /** How much others do, while the bench does nothing. */
    private void listen() throws IOException {
        ProcFile.CpuTimes before = ProcFile.machine();
        Started.pause(LISTEN);
        busy = Math.max(busy, ProcFile.machine().busySince(before));
    }

    private void session(StormPod pod, Watched watched, int round) throws IOException {
        String place = watched == Watched.AGENT_WITH_CLUSTER
                ? "with Kubernetes client"
                : "round " + (round + 1) + " of " + ROUNDS;
        try (ApiServer api = ApiServer.start(node.name(), pod.pod().spec());
                Watcher watcher = watcher(watched, api)) {
            // A compiler that has not seen the code yet is not what a node pays for in its second minute.
            pod.storm(WARM_UP_PROCESSES, 2);
            watcher.settle();
            for (int workers : WORKERS) {
                StormRun run = measure(pod, watcher, watched, round, workers);
                runs.add(run);
                progress.accept(place + ": " + run);
            }
            switch (watched) {
                case NOBODY, READER -> {}
                case AGENT -> peakBytes = Math.max(peakBytes, watcher.peakResidentBytes());
                case AGENT_WITH_CLUSTER -> peakBytesWithCluster = watcher.peakResidentBytes();
            }
        }
    }

    private Watcher watcher(Watched watched, ApiServer api) throws IOException {
        Path agent = directory.resolve("agent");
        return switch (watched) {
            case NOBODY -> new Nobody();
            case READER -> MinimalReader.start(directory);
            case AGENT -> AgentProcess.start(node, agent, List.of("--kubernetes.mode", "off"));
            case AGENT_WITH_CLUSTER ->
                AgentProcess.start(node, agent, List.of("--kubernetes.mode", "direct", "--kubernetes.api", api.url()));
        };
    }

    private static StormRun measure(StormPod pod, Watcher watcher, Watched watched, int round, int workers)
            throws IOException {
        MetricsText countersBefore = watcher.counters();
        long cpuBefore = watcher.cpuMicros();
        long nanos = pod.storm(PROCESSES, workers);
        watcher.settle();
        long cpu = watcher.cpuMicros() - cpuBefore;
        MetricsText growth = watcher.counters().since(countersBefore);
        return new StormRun(
                watched,
                round,
                workers,
                PROCESSES,
                nanos,
                cpu,
                watcher.execs(growth),
                AgentProcess.events(growth),
                watcher.lost(growth),
                AgentProcess.attributed(growth),
                AgentProcess.described(growth));
    }
}
