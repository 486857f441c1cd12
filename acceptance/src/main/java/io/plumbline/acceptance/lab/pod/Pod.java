// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.pod;

import java.util.List;

/**
 * A pod that was started.
 *
 * @param sandboxId the runtime's id of its sandbox
 * @param ip its IPv4 address; empty on the host's network
 * @param ip6 its IPv6 address; empty on the host's network
 * @param sandboxPid the pause process, in the host's numbers
 * @param containers its init containers, then the others, as they were first started
 */
public record Pod(
        PodSpec spec, String sandboxId, String ip, String ip6, long sandboxPid, List<PodContainer> containers) {
    public Pod {
        containers = List.copyOf(containers);
    }

    /** Returns the container of that name. */
    public PodContainer container(String name) {
        return containers.stream()
                .filter(container -> container.spec().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("container: " + name + " (expected: one of "
                        + containers.stream().map(one -> one.spec().name()).toList() + ")"));
    }

    @Override
    public String toString() {
        return spec.namespace() + "/" + spec.name();
    }
}
