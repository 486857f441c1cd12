// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.kubernetes;

import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.v1.PodContext.Command;
import io.plumbline.v1.PodContext.ContainerContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@link PodContext} as a message. Total: every message can be read. */
public final class PodContextCodec {
    private PodContextCodec() {}

    /** Equal contexts give equal messages. */
    public static io.plumbline.v1.PodContext toProto(PodContext pod) {
        var message = io.plumbline.v1.PodContext.newBuilder()
                .setUid(pod.uid())
                .setNamespace(pod.namespace())
                .setName(pod.name())
                .putAllNamespaceLabels(pod.namespaceLabels());
        PodContext.@Nullable Owner owner = pod.owner();
        if (owner != null) {
            message.setOwner(io.plumbline.v1.PodContext.Owner.newBuilder()
                    .setKind(owner.kind())
                    .setName(owner.name())
                    .setUid(owner.uid()));
        }
        if (pod.namespaceUid() != null) {
            message.setNamespaceUid(pod.namespaceUid());
        }
        if (pod.serviceAccount() != null) {
            message.setServiceAccount(pod.serviceAccount());
        }
        new TreeMap<>(pod.containerTypes())
                .forEach((name, type) -> message.addContainers(
                        container(name, type, pod.commands().get(name))));
        return message.build();
    }

    public static PodContext fromProto(io.plumbline.v1.PodContext message) {
        Map<String, ContainerType> types = new HashMap<>();
        Map<String, PodContext.RuntimeCommands> commands = new HashMap<>();
        for (ContainerContext container : message.getContainersList()) {
            types.put(container.getName(), WorkloadCodec.fromProto(container.getType()));
            if (container.getProbesCount() > 0 || container.getHooksCount() > 0) {
                commands.put(
                        container.getName(),
                        new PodContext.RuntimeCommands(
                                vectors(container.getProbesList()), vectors(container.getHooksList())));
            }
        }
        return new PodContext(
                message.getUid(),
                message.getNamespace(),
                message.getName(),
                message.hasOwner()
                        ? new PodContext.Owner(
                                message.getOwner().getKind(),
                                message.getOwner().getName(),
                                message.getOwner().getUid())
                        : null,
                message.hasNamespaceUid() ? message.getNamespaceUid() : null,
                message.getNamespaceLabelsMap(),
                message.hasServiceAccount() ? message.getServiceAccount() : null,
                commands,
                types);
    }

    private static ContainerContext container(
            String name, ContainerType type, PodContext.@Nullable RuntimeCommands commands) {
        var message = ContainerContext.newBuilder().setName(name).setType(WorkloadCodec.toProto(type));
        if (commands != null) {
            message.addAllProbes(messages(commands.probes())).addAllHooks(messages(commands.hooks()));
        }
        return message.build();
    }

    private static List<Command> messages(List<List<String>> vectors) {
        return vectors.stream()
                .map(arguments ->
                        Command.newBuilder().addAllArguments(arguments).build())
                .toList();
    }

    private static List<List<String>> vectors(List<Command> messages) {
        return messages.stream()
                .map(command -> List.copyOf(command.getArgumentsList()))
                .toList();
    }
}
