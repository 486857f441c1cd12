// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.pod.StormPod;
import io.plumbline.acceptance.bench.process.CpuTime;
import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.process.ProgramTimes;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.session.Quiet;
import io.plumbline.acceptance.bench.session.Session;
import io.plumbline.acceptance.bench.watch.AgentProcess;
import io.plumbline.acceptance.bench.watch.ApiServer;
import io.plumbline.acceptance.bench.watch.Floor;
import io.plumbline.acceptance.bench.watch.KernelPrograms;
import io.plumbline.acceptance.bench.watch.Nobody;
import io.plumbline.acceptance.bench.watch.Tier;
import io.plumbline.acceptance.bench.watch.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * 20,000 short processes in a container, by one worker and by two, alone and watched. Each round has all watchers, so that what
 * else the machine does in the course of the session meets all alike; who comes first moves on from round to round. On a machine
 * too busy for all rounds there are fewer.
 */
public final class StormBench implements Part {
    private static final int ROUNDS = 3;
    private static final int PROCESSES = 20_000;
    private static final int WARM_UP_PROCESSES = 4_000;
    private static final List<Integer> WORKERS = List.of(1, 2);
    /** No round is begun that would most likely end later than this. */
    private static final Duration ROUNDS_LIMIT = Duration.ofMinutes(9);

    private static final String SCENARIO = "exec storm";

    private final List<StormRun> runs = new ArrayList<>();
    private final List<InKernel> inKernel = new ArrayList<>();
    private final Quiet quiet = new Quiet();

    @Override
    public List<Figure> measure(Session session) throws IOException {
        List<Watched> compared = new ArrayList<>(List.of(Watched.NOBODY, Watched.FLOOR));
        session.tiers().forEach(tier -> compared.add(Watched.by(tier)));
        try (StormPod pod = StormPod.start(session.node())) {
            long begin = System.nanoTime();
            for (int round = 0; round < ROUNDS && System.nanoTime() - begin < timeLeftFor(round); round++) {
                quiet.listen();
                List<Watched> order = new ArrayList<>(compared);
                Collections.rotate(order, -round);
                for (Watched watched : order) {
                    round(session, pod, watched, round);
                }
            }
            List<Watched> inKernelToo = new ArrayList<>(compared);
            if (compared.contains(Watched.EBPF)) {
                inKernelToo.add(Watched.EBPF_PROCESSES);
                round(session, pod, Watched.EBPF_PROCESSES, ROUNDS - 1);
            }
            for (Watched watched : inKernelToo) {
                programs(session, pod, watched);
            }
            withCluster(session, pod);
            return StormRows.of(new StormResults(runs, inKernel), quiet, WORKERS, session.tiers());
        }
    }

    /**
     * The nanoseconds that so many rounds may have taken when one more, as long as they were, still fits; the first always
     * does.
     */
    private static long timeLeftFor(int rounds) {
        return rounds == 0 ? Long.MAX_VALUE : ROUNDS_LIMIT.toNanos() * rounds / (rounds + 1);
    }

    private void round(Session session, StormPod pod, Watched watched, int round) throws IOException {
        try (Watcher watcher = watcher(session, watched)) {
            // A compiler that has not seen the code yet is not what a node pays for in its second minute.
            pod.storm(WARM_UP_PROCESSES, 2);
            watcher.settle();
            for (int workers : WORKERS) {
                StormRun run = storm(pod, watcher, watched, round, workers);
                runs.add(run);
                session.progress().accept("storm, round " + (round + 1) + " of " + ROUNDS + ": " + run);
            }
            Tier tier = watched.tier();
            if (tier != null) {
                session.peaks().note(tier, SCENARIO, watcher);
            }
        }
    }

    /** The kernel's measuring costs time itself, so that no other figure is taken meanwhile. */
    private void programs(Session session, StormPod pod, Watched watched) throws IOException {
        try (Watcher watcher = watcher(session, watched)) {
            Set<Long> ids = watcher.programs();
            if (ids.isEmpty()) {
                return;
            }
            try (KernelPrograms programs = KernelPrograms.start(session.directory())) {
                ProgramTimes before = programs.of(ids);
                pod.storm(PROCESSES, 2);
                ProgramTimes times = programs.of(ids).since(before);
                inKernel.add(new InKernel(watched, PROCESSES, times));
                session.progress()
                        .accept("storm, programs of " + watched
                                + ": %.1f us per process"
                                        .formatted(inKernel.getLast().microsPerProcess()));
            }
        }
    }

    /** Measures the storm with a cluster, only for the memory of the agent. */
    private static void withCluster(Session session, StormPod pod) throws IOException {
        Tier tier = session.tiers().getFirst();
        try (ApiServer api = ApiServer.start(session.node().name(), pod.pod().spec());
                Watcher agent = AgentProcess.start(
                        session.node(),
                        session.directory().resolve("agent"),
                        tier,
                        List.of("--kubernetes.mode", "direct", "--kubernetes.api", api.url()))) {
            for (int workers : WORKERS) {
                pod.storm(PROCESSES, workers);
                agent.settle();
            }
            session.peaks().noteWithClient(tier, SCENARIO, agent);
        }
    }

    private static Watcher watcher(Session session, Watched watched) throws IOException {
        return switch (watched) {
            case NOBODY -> new Nobody();
            case FLOOR -> Floor.start(session.directory());
            case EBPF -> session.agent(Tier.EBPF);
            case EBPF_PROCESSES -> session.agent(Tier.EBPF, "--sensor.signals", "processes,cgroups");
            case NETLINK -> session.agent(Tier.NETLINK);
        };
    }

    private static StormRun storm(StormPod pod, Watcher watcher, Watched watched, int round, int workers)
            throws IOException {
        MetricsText countersBefore = watcher.counters();
        CpuTime cpuBefore = watcher.cpu();
        long nanos = pod.storm(PROCESSES, workers);
        watcher.settle();
        CpuTime cpu = watcher.cpu().since(cpuBefore);
        MetricsText growth = watcher.counters().since(countersBefore);
        return new StormRun(
                watched,
                round,
                workers,
                PROCESSES,
                nanos,
                cpu,
                watcher.execs(growth),
                watcher.processEvents(growth),
                watcher.lost(growth),
                AgentProcess.attributed(growth),
                AgentProcess.described(growth));
    }
}
