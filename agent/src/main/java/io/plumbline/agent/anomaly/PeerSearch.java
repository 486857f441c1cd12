// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.anomaly;

import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.peer.Peer;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds out who is at the other end of a connection, also of one that failed. */
@FunctionalInterface
public interface PeerSearch {
    /** Calls {@code then} on the pipeline thread; with nothing when nobody knows. */
    void resolve(
            WatchedContainer container, SensorEvent.FlowSeen flow, long atUnixNanos, Consumer<Optional<Peer>> then);
}
