// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.origin;

import io.plumbline.agent.container.Container;
import io.plumbline.agent.sensor.ProcessDetails.FileIdentity;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where does this file of this container come from?
 *
 * @param path absolute, as the container sees it
 * @param file the file that was executed; null for code that an interpreter was told to run, of which only the path is known
 * @param pid a process that runs it, to reach the very inode while it lives
 * @param initContainers the pod's init containers, whose images may have filled a volume
 */
public record OriginQuestion(
        Container container, String path, @Nullable FileIdentity file, int pid, List<Container> initContainers) {
    public OriginQuestion {
        initContainers = List.copyOf(initContainers);
    }

    /** Same key, same answer: a file that changes gets another ctime. */
    public Key key() {
        return file == null
                ? new Key(container.id(), path, 0, 0, 0, 0)
                : new Key(container.id(), path, file.device(), file.inode(), file.changedNanos(), file.links());
    }

    /** What an answer may be remembered under. */
    public record Key(String containerId, String path, long device, long inode, long changedNanos, long links) {
        public Key {
            Objects.requireNonNull(containerId, "containerId");
        }
    }
}
