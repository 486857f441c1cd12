// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.behavior.Outbound;

/**
 * Watches how a container uses the network over time: scans, tunnels, beacons, volumes. {@link Connections} tells it everything once
 * the container is known. Owned by the pipeline thread.
 */
final class Traffic {
    /**
     * A connection was opened, or tried and failed; called before its peer is looked for.
     *
     * @return false when it is one of a scan: it was counted, and nothing else is to be done with it
     */
    boolean opened(WatchedContainer container, SensorEvent.FlowSeen flow, long atUnixNanos) {
        return true;
    }

    /**
     * The peer of an outbound connection is known.
     *
     * @return false when it is one of a scan: it was counted, and nothing else is to be done with it
     */
    boolean resolved(WatchedContainer container, Outbound outbound, SensorEvent.FlowSeen flow, long atUnixNanos) {
        return true;
    }

    /** An outbound connection is over. */
    void closed(WatchedContainer container, Outbound outbound, SensorEvent.FlowClosed flow, long atUnixNanos) {}

    /**
     * A name was asked for, or an answer came from one of the container's configured resolvers.
     *
     * @param name as it was asked for, without a search domain of the pod
     * @return false when the question is one of a tunnel: it was counted, and nothing else is to be done with it
     */
    boolean name(WatchedContainer container, SensorEvent.NameMessage message, String name, long atUnixNanos) {
        return true;
    }
}
