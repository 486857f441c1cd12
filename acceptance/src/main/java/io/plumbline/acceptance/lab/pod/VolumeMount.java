// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.pod;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A place of the host in a container.
 *
 * @param containerPath where the container sees it
 * @param emptyDir name of a volume that lives as long as the pod; null when hostPath is given
 * @param hostPath a path of this machine; null when emptyDir is given
 * @param readOnly true: the container cannot write
 */
public record VolumeMount(
        String containerPath,
        @Nullable String emptyDir,
        @Nullable Path hostPath,
        boolean readOnly) {
    public static VolumeMount emptyDir(String name, String containerPath) {
        return new VolumeMount(containerPath, name, null, false);
    }

    public static VolumeMount hostPath(Path hostPath, String containerPath) {
        return new VolumeMount(containerPath, null, hostPath, false);
    }

    public static VolumeMount readOnly(Path hostPath, String containerPath) {
        return new VolumeMount(containerPath, null, hostPath, true);
    }
}
