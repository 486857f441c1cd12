// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

import io.plumbline.agent.cache.LruCache;
import io.plumbline.agent.container.CgroupPath;
import io.plumbline.agent.container.ContainerCgroup;
import java.util.Optional;

/** Whose cgroup a text of /proc/PID/cgroup names, remembered: a node has few cgroups. Owned by the pipeline thread. */
public final class CgroupOwners {
    private static final int MOST_REMEMBERED = 1024;

    private final LruCache<String, Optional<String>> containerIds;

    public CgroupOwners(CgroupPath cgroups) {
        containerIds =
                new LruCache<>(MOST_REMEMBERED, text -> cgroups.parse(text).map(ContainerCgroup::containerId));
    }

    /** Id of the container; empty for processes of the host. */
    public Optional<String> containerId(String cgroup) {
        return containerIds.get(cgroup);
    }
}
