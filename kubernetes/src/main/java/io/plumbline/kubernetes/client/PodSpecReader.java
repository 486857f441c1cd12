// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.kubernetes.client;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.plumbline.kubernetes.PodContext.RuntimeCommands;
import io.plumbline.profiles.workload.ContainerType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads from a pod's spec what the kubelet will have the runtime do. */
public final class PodSpecReader {
    private PodSpecReader() {}

    public static Map<String, ContainerType> containerTypes(PodSpec spec) {
        Map<String, ContainerType> types = new HashMap<>();
        for (Container container : spec.getInitContainers()) {
            types.put(container.getName(), ContainerType.INIT);
        }
        for (Container container : spec.getContainers()) {
            types.put(container.getName(), ContainerType.APP);
        }
        for (EphemeralContainer container : spec.getEphemeralContainers()) {
            types.put(container.getName(), ContainerType.EPHEMERAL);
        }
        return types;
    }

    /** Containers without exec probes and hooks are left out. The API refuses probes and hooks of ephemeral containers. */
    public static Map<String, RuntimeCommands> commands(PodSpec spec) {
        Map<String, RuntimeCommands> commands = new HashMap<>();
        List<Container> containers = new ArrayList<>(spec.getInitContainers());
        containers.addAll(spec.getContainers());
        for (Container container : containers) {
            List<List<String>> probes = probes(container);
            List<List<String>> hooks = hooks(container.getLifecycle());
            if (!probes.isEmpty() || !hooks.isEmpty()) {
                commands.put(container.getName(), new RuntimeCommands(probes, hooks));
            }
        }
        return commands;
    }

    private static List<List<String>> probes(Container container) {
        Map<String, String> environment = new HashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), variable.getValue() == null ? "" : variable.getValue());
        }
        List<List<String>> commands = new ArrayList<>();
        add(commands, container.getStartupProbe(), environment);
        add(commands, container.getReadinessProbe(), environment);
        add(commands, container.getLivenessProbe(), environment);
        return commands;
    }

    private static void add(List<List<String>> commands, @Nullable Probe probe, Map<String, String> environment) {
        if (probe != null
                && probe.getExec() != null
                && !probe.getExec().getCommand().isEmpty()) {
            commands.add(probe.getExec().getCommand().stream()
                    .map(argument -> CommandExpansion.expand(argument, environment))
                    .toList());
        }
    }

    private static List<List<String>> hooks(@Nullable Lifecycle lifecycle) {
        List<List<String>> commands = new ArrayList<>();
        if (lifecycle != null) {
            add(commands, lifecycle.getPostStart());
            add(commands, lifecycle.getPreStop());
        }
        return commands;
    }

    private static void add(List<List<String>> commands, @Nullable LifecycleHandler hook) {
        if (hook != null
                && hook.getExec() != null
                && !hook.getExec().getCommand().isEmpty()) {
            commands.add(List.copyOf(hook.getExec().getCommand()));
        }
    }
}
