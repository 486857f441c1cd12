// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The container runtime of this node. Re-connects by itself, and lists anew each time. */
public interface ContainerRuntime extends AutoCloseable {
    /** Begins to watch. Does not block; a runtime that is not there is tried again and told in {@link #problem()}. */
    void start(Consumer<ContainerEvent> sink);

    /** Ok while connected; otherwise what is wrong, in one sentence that names socket and expectation. */
    Optional<String> problem();

    /** Counters since the start, by name: "events", "listings", "foreign-containers", "vanished", ... */
    default Map<String, Long> counters() {
        return Map.of();
    }

    @Override
    void close();
}
