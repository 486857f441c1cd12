// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.kubernetes;

import io.plumbline.profiles.workload.ContainerType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pod as the cluster describes it.
 *
 * @param owner the top owner; null when the pod has none
 * @param namespaceUid null when the namespace could not be read
 * @param commands commands that the kubelet runs in the pod's containers, by container name
 * @param containerTypes of all containers of the spec, by name
 */
public record PodContext(
        String uid,
        String namespace,
        String name,
        @Nullable Owner owner,
        @Nullable String namespaceUid,
        Map<String, String> namespaceLabels,
        @Nullable String serviceAccount,
        Map<String, RuntimeCommands> commands,
        Map<String, ContainerType> containerTypes) {
    /** Kind of a workload that is a pod without an owner. */
    public static final String POD = "Pod";

    /** Kind of a workload that is a pod from a manifest on its node; its API object is only a mirror. */
    public static final String STATIC_POD = "StaticPod";

    public PodContext {
        namespaceLabels = Map.copyOf(namespaceLabels);
        commands = Map.copyOf(commands);
        containerTypes = Map.copyOf(containerTypes);
    }

    /** The object that a pod comes from in the end. */
    public record Owner(String kind, String name, String uid) {}

    /** Argument vectors of exec probes and of exec life-cycle hooks. */
    public record RuntimeCommands(List<List<String>> probes, List<List<String>> hooks) {
        public RuntimeCommands {
            probes = List.copyOf(probes);
            hooks = List.copyOf(hooks);
        }
    }
}
