// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import io.plumbline.agent.container.Container;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The question where a file of a container comes from.
 *
 * @param path absolute, as the container sees it
 * @param file the file that was executed or mapped; null for code of which only the path is known
 * @param pid a process that runs it, to reach the very inode while it lives
 * @param running true when the file is what /proc/PID/exe leads to; false for mapped code, scripts and standard input
 * @param rootDevice st_dev of the container's root; 0 when that is not known
 * @param initContainers the pod's init containers, whose images may have filled a volume
 */
public record OriginQuestion(
        Container container,
        String path,
        @Nullable FileIdentity file,
        int pid,
        boolean running,
        long rootDevice,
        List<Container> initContainers) {
    public OriginQuestion {
        initContainers = List.copyOf(initContainers);
    }

    /**
     * The question of a running executable, or of code of which only the path is known; nobody knows the root's superblock.
     */
    public OriginQuestion(
            Container container, String path, @Nullable FileIdentity file, int pid, List<Container> initContainers) {
        this(container, path, file, pid, file != null, 0, initContainers);
    }

    /**
     * True when the kernel itself says that the bytes are the image's: a lower layer of the container's own root. Nothing has
     * to be read for that, and it holds for files and containers that are gone.
     */
    public boolean isSurelyImage() {
        return file != null
                && file.layer() == FileIdentity.Layer.LOWER
                && !file.memory()
                && rootDevice != 0
                && file.device() == rootDevice;
    }

    /** The key of the question. Questions of one key have one answer: a file that changes gets another ctime. */
    public Key key() {
        return file == null
                ? new Key(container.id(), path, 0, 0, 0, 0, FileIdentity.Layer.UNKNOWN)
                : new Key(
                        container.id(),
                        path,
                        file.device(),
                        file.inode(),
                        file.changedNanos(),
                        file.links(),
                        file.layer());
    }

    /** The key under which an answer may be remembered. */
    public record Key(
            String containerId,
            String path,
            long device,
            long inode,
            long changedNanos,
            long links,
            FileIdentity.Layer layer) {
        public Key {
            Objects.requireNonNull(containerId, "containerId");
        }
    }
}
