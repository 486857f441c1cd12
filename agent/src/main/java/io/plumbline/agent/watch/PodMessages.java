// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

import io.plumbline.agent.container.Container;
import io.plumbline.agent.container.Sandbox;
import io.plumbline.kubernetes.PodContext;
import io.plumbline.profiles.wire.WorkloadCodec;
import io.plumbline.profiles.workload.ContainerType;
import io.plumbline.profiles.workload.WorkloadIdentity;
import io.plumbline.v1.ContainerInstance;
import io.plumbline.v1.Pod;
import io.plumbline.v1.SandboxInterval;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pods and containers as messages. */
final class PodMessages {
    private PodMessages() {}

    static Pod pod(Sandbox sandbox, @Nullable PodContext context) {
        Pod.Builder pod = Pod.newBuilder()
                .setUid(sandbox.podUid())
                .setName(sandbox.podName())
                .setNamespace(sandbox.namespace())
                .putAllLabels(sandbox.labels())
                .addAllIps(sandbox.ips());
        if (context != null) {
            pod.putAllNamespaceLabels(context.namespaceLabels());
            if (context.serviceAccount() != null) {
                pod.setServiceAccount(context.serviceAccount());
            }
        }
        return pod.build();
    }

    static ContainerInstance instance(Container container, ContainerType type) {
        ContainerInstance.Builder instance = ContainerInstance.newBuilder()
                .setRuntime("containerd")
                .setId(container.id())
                .setAttempt(container.attempt())
                .setName(container.name())
                .setType(WorkloadCodec.toProto(type))
                .setImage(container.image())
                .setStartedAtUnixNanos(container.startedAtUnixNanos());
        if (container.imageDigest() != null) {
            instance.setImageDigest(container.imageDigest());
        }
        return instance.build();
    }

    /** One interval for each address of the sandbox; {@code toUnixNanos} is null while it lives. */
    static List<SandboxInterval> intervals(
            Sandbox sandbox, WorkloadIdentity identity, @Nullable PodContext context, @Nullable Long toUnixNanos) {
        List<SandboxInterval> intervals = new ArrayList<>();
        for (String ip : sandbox.ips()) {
            SandboxInterval.Builder interval = SandboxInterval.newBuilder()
                    .setSandboxId(sandbox.id())
                    .setIp(ip)
                    .setPod(pod(sandbox, context))
                    .setIdentity(WorkloadCodec.toProto(identity))
                    .setFromUnixNanos(sandbox.fromUnixNanos());
            if (toUnixNanos != null) {
                interval.setToUnixNanos(toUnixNanos);
            }
            intervals.add(interval.build());
        }
        return intervals;
    }
}
