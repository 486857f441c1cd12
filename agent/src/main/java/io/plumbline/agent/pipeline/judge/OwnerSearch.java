// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline.judge;

import io.plumbline.agent.pipeline.watch.Fact;
import io.plumbline.agent.pipeline.watch.WatchedContainer;
import java.util.function.Consumer;

/** Finds the process behind a network fact, where it can be had. */
@FunctionalInterface
public interface OwnerSearch {
    /** Calls {@code then} on the pipeline thread with the fact and its process, or without one when nobody can tell. */
    void find(WatchedContainer container, Fact fact, Consumer<Fact> then);
}
