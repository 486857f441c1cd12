// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.record;

import io.plumbline.collector.cluster.ContainerPort;
import io.plumbline.kubernetes.PodContext.RuntimeCommands;
import io.plumbline.profiles.workload.ContainerType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a pod that the replicas of a workload have in common.
 *
 * @param commands probes and hooks by container
 * @param containerTypes of all containers, by name
 */
public record PodTemplate(
        @Nullable String serviceAccount,
        Map<String, RuntimeCommands> commands,
        Map<String, ContainerType> containerTypes,
        List<ContainerPort> ports) {
    private static final long BYTES = 200;
    private static final long BYTES_EACH = 60;

    public PodTemplate {
        commands = Map.copyOf(commands);
        containerTypes = Map.copyOf(containerTypes);
        ports = List.copyOf(ports);
    }

    /** About as many as it takes. */
    public long bytes() {
        long sum = BYTES + BYTES_EACH * (containerTypes.size() + ports.size());
        for (RuntimeCommands runtime : commands.values()) {
            for (List<List<String>> vectors : List.of(runtime.probes(), runtime.hooks())) {
                for (List<String> vector : vectors) {
                    sum += vector.stream()
                            .mapToLong(text -> BYTES_EACH + text.length())
                            .sum();
                }
            }
        }
        return sum;
    }
}
