// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.session;

import io.plumbline.acceptance.bench.watch.AgentProcess;
import io.plumbline.acceptance.bench.watch.Tier;
import io.plumbline.acceptance.lab.LabNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One run of the bench.
 *
 * @param directory for the state and logs of what is measured; on a disk, as the agent's would be
 * @param progress takes one line at a time
 * @param tiers the sensors that are measured, the one that matters most first
 * @param peaks where every agent's largest resident set is noted
 */
public record Session(LabNode node, Path directory, Consumer<String> progress, List<Tier> tiers, Peaks peaks) {
    public Session {
        tiers = List.copyOf(tiers);
    }

    /** Starts an agent without a Kubernetes client, alone unless the further arguments say otherwise. */
    public AgentProcess agent(Tier tier, String... extra) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--kubernetes.mode", "off"));
        arguments.addAll(List.of(extra));
        return AgentProcess.start(node, directory.resolve("agent"), tier, arguments);
    }
}
