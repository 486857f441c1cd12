// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.sockets;

import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.SensorEvent.Owner;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** TCP connections that a look found and told: their end is told, and no other look tells them again. Not thread-safe. */
public final class FoundFlows {
    private final Map<Long, Map<Ends, Found>> networks = new HashMap<>();

    /** Both ends of a connection. */
    record Ends(Endpoint local, Endpoint remote) {}

    /** What is known of a connection that was found. */
    public record Found(Direction direction, Owner owner) {}

    /** True when this one was not found before. */
    boolean add(long networkNamespace, Ends ends, Found found) {
        return networks.computeIfAbsent(networkNamespace, ignored -> new HashMap<>())
                        .putIfAbsent(ends, found)
                == null;
    }

    /** A connection is over; null when it was not found by a look. */
    public @Nullable Found closed(long networkNamespace, Endpoint local, Endpoint remote) {
        Map<Ends, Found> network = networks.get(networkNamespace);
        return network == null ? null : network.remove(new Ends(local, remote));
    }

    /** Forgets what the latest look of a network did not find. */
    void retain(long networkNamespace, Set<Ends> found) {
        Map<Ends, Found> network = networks.get(networkNamespace);
        if (network != null) {
            network.keySet().retainAll(found);
        }
    }

    void forget(long networkNamespace) {
        networks.remove(networkNamespace);
    }
}
