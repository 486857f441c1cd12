// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import io.plumbline.agent.container.OverlayLayers;
import io.plumbline.agent.container.Sandbox;
import io.plumbline.containerd.v1.Container;
import io.plumbline.containerd.v1.Mount;
import io.plumbline.cri.v1.ContainerStatus;
import io.plumbline.cri.v1.PodIP;
import io.plumbline.cri.v1.PodSandboxStatus;
import io.plumbline.profiles.workload.ContainerType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes our records of containerd's and CRI's. Pure; everything that a pod can choose is bounded. */
final class Describer {
    private static final int DIGEST_BYTES = 160;

    private Describer() {}

    static Sandbox sandbox(PodSandboxStatus status, int pid) {
        List<String> addresses = new ArrayList<>();
        addresses.add(status.getNetwork().getIp());
        status.getNetwork().getAdditionalIpsList().stream().map(PodIP::getIp).forEach(addresses::add);
        return new Sandbox(
                status.getId(),
                Bounds.name(status.getMetadata().getUid()),
                Bounds.name(status.getMetadata().getName()),
                Bounds.name(status.getMetadata().getNamespace()),
                Bounds.labels(status.getLabelsMap(), Labels::isPodsOwn),
                Bounds.labels(status.getAnnotationsMap(), ignored -> true),
                Bounds.addresses(addresses),
                pid,
                status.getCreatedAt());
    }

    /** Describes a sandbox for which CRI does not answer: no annotations, no addresses. */
    static Sandbox sandbox(Container entry, int pid) {
        Map<String, String> labels = entry.getLabelsMap();
        return new Sandbox(
                entry.getId(),
                Bounds.name(labels.getOrDefault(Labels.POD_UID, "")),
                Bounds.name(labels.getOrDefault(Labels.POD_NAME, "")),
                Bounds.name(labels.getOrDefault(Labels.POD_NAMESPACE, "")),
                Bounds.labels(labels, Labels::isPodsOwn),
                Map.of(),
                List.of(),
                pid,
                Timestamps.nanos(entry.getCreatedAt()));
    }

    /** The sandbox that a container says it belongs to; empty text when it does not say. */
    static String sandboxId(Container entry, OciSpec spec) {
        return entry.getSandbox().isEmpty()
                ? spec.annotations().getOrDefault(Labels.SANDBOX_ID_ANNOTATION, "")
                : entry.getSandbox();
    }

    static io.plumbline.agent.container.Container container(
            Container entry,
            OciSpec spec,
            @Nullable ContainerStatus status,
            Sandbox sandbox,
            int pid,
            long startedAtUnixNanos,
            List<Mount> mounts) {
        @Nullable OverlayLayers layers = RootFileSystem.layers(mounts).orElse(null);
        String name = status == null
                ? entry.getLabelsMap().getOrDefault(Labels.CONTAINER_NAME, "")
                : status.getMetadata().getName();
        return new io.plumbline.agent.container.Container(
                entry.getId(),
                Bounds.name(name),
                ContainerType.APP,
                sandbox,
                Bounds.name(image(entry, spec, status)),
                status == null ? null : digest(status),
                status == null ? 0 : status.getMetadata().getAttempt(),
                pid,
                startedAtUnixNanos,
                spec.arguments(),
                layers,
                spec.userIds());
    }

    private static String image(Container entry, OciSpec spec, @Nullable ContainerStatus status) {
        if (status != null && !status.getImage().getUserSpecifiedImage().isEmpty()) {
            return status.getImage().getUserSpecifiedImage();
        }
        return spec.annotations().getOrDefault(Labels.IMAGE_NAME_ANNOTATION, entry.getImage());
    }

    /** Digest of the manifest as it was pulled; of the image's configuration when it was not pulled (imported). */
    private static @Nullable String digest(ContainerStatus status) {
        for (String reference : List.of(status.getImageRef(), status.getImageId())) {
            int start = reference.indexOf("sha256:");
            if (start == 0 || (start > 0 && reference.charAt(start - 1) == '@')) {
                return Bounds.text(reference.substring(start), DIGEST_BYTES);
            }
        }
        return null;
    }
}
