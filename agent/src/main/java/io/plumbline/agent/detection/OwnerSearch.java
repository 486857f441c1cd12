// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.detection;

import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.watch.WatchedContainer;
import java.util.function.Consumer;

/** Finds the process behind a network observation, where it can be had. */
@FunctionalInterface
public interface OwnerSearch {
    /** Calls {@code then} on the pipeline thread with the observation and its process, or without one when nobody can tell. */
    void find(WatchedContainer container, Observation observation, Consumer<Observation> then);
}
