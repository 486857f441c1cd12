// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import io.plumbline.profiles.workload.ContainerType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a container, as the runtime describes it.
 *
 * @param id full id, 64 hexadecimal digits
 * @param name name in the pod spec
 * @param image reference as the pod spec has it
 * @param imageDigest "sha256:..."; null when the runtime does not tell
 * @param attempt how often it was started before within the pod, from 0
 * @param type as far as the runtime tells, which is {@link ContainerType#APP}: init and ephemeral containers only the pod spec
 *     knows (see PodContext.containerTypes)
 * @param initPid pid of its first process in the host's namespace; 0 for a container that had ended when it was listed
 * @param startedAtUnixNanos when it was started
 * @param command the configured command with its arguments, as the runtime executes it; empty when it could not be read
 * @param layers its root file system; null when the snapshotter is not overlayfs
 * @param userIds of its user namespace, as far as the runtime's specification tells
 */
public record Container(
        String id,
        String name,
        ContainerType type,
        Sandbox sandbox,
        String image,
        @Nullable String imageDigest,
        int attempt,
        int initPid,
        long startedAtUnixNanos,
        List<String> command,
        @Nullable OverlayLayers layers,
        UserIds userIds) {
    public Container {
        command = List.copyOf(command);
    }

    /** A container that has the node's user ids. */
    public Container(
            String id,
            String name,
            ContainerType type,
            Sandbox sandbox,
            String image,
            @Nullable String imageDigest,
            int attempt,
            int initPid,
            long startedAtUnixNanos,
            List<String> command,
            @Nullable OverlayLayers layers) {
        this(
                id,
                name,
                type,
                sandbox,
                image,
                imageDigest,
                attempt,
                initPid,
                startedAtUnixNanos,
                command,
                layers,
                UserIds.OF_NODE);
    }

    /** The same with the user ids that the kernel told. */
    public Container withUserIds(UserIds told) {
        return told.equals(userIds)
                ? this
                : new Container(
                        id,
                        name,
                        type,
                        sandbox,
                        image,
                        imageDigest,
                        attempt,
                        initPid,
                        startedAtUnixNanos,
                        command,
                        layers,
                        told);
    }
}
