// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import java.util.Set;

/** A change that the container runtime tells. Repeats are possible after a re-connect; receivers are idempotent. */
public sealed interface ContainerEvent {
    record SandboxStarted(Sandbox sandbox) implements ContainerEvent {}

    /** {@code atUnixNanos}: when it ended. */
    record SandboxStopped(String sandboxId, long atUnixNanos) implements ContainerEvent {}

    /**
     * Sent when the container's first process exists, if possible before it runs (task create). At a listing also sent for
     * containers of live sandboxes that ended before anybody looked (init containers): with pid 0, and ContainerStopped right
     * behind.
     */
    record ContainerStarted(Container container) implements ContainerEvent {}

    record ContainerStopped(String containerId, long atUnixNanos) implements ContainerEvent {}

    /** A full listing was sent (at the start, after each re-connect): what is not in it is gone. */
    record Listed(Set<String> sandboxIds, Set<String> containerIds) implements ContainerEvent {}
}
