// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import io.plumbline.acceptance.bench.pod.CommandPod;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.session.Session;
import io.plumbline.acceptance.bench.watch.AgentProcess;
import io.plumbline.acceptance.bench.watch.Tier;
import io.plumbline.acceptance.lab.pod.PodSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** System calls of a container, alone and watched in turns. Only for eBPF: no other sensor has a part in them. */
public final class CallsBench implements Part {
    private static final int ROUNDS = 3;
    private static final int MILLISECONDS = 2_000;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Override
    public List<Figure> measure(Session session) throws IOException {
        if (!session.tiers().contains(Tier.EBPF)) {
            return List.of();
        }
        try (CommandPod pod =
                CommandPod.start(session.node(), PodSpec.of("bench", "calls-0").label("app", "calls"))) {
            CallResults results = new CallRounds(
                            arguments ->
                                    new OfSession(session, session.agent(Tier.EBPF, arguments.toArray(String[]::new))),
                            () -> CallTimes.parse(pod.run("/usr/local/bin/calls " + MILLISECONDS, LIMIT)),
                            session.progress())
                    .run(ROUNDS);
            return CallRows.of(results);
        }
    }

    private record OfSession(Session session, AgentProcess agent) implements Agents.Agent {
        @Override
        public String log() throws IOException {
            return agent.process().output();
        }

        @Override
        public void settle() throws IOException {
            agent.settle();
        }

        @Override
        public void close() throws IOException {
            try {
                session.peaks().note(Tier.EBPF, "calls", agent);
            } finally {
                agent.close();
            }
        }
    }
}
