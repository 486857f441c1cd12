// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.Containers;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections over loopback of which one end may be another's. Pods that have the node's own network share its loopback device with
 * each other and with the node, so a loopback address does not mean the pod itself there: the peer is whoever has the other end of
 * the same connection, which the sensor tells as well. In a pod's own network it means the pod, unless the node came in there to
 * connect, as the container runtime does for {@code kubectl port-forward}. At most {@value #MOST} ends are remembered, those told longest ago are forgotten first,
 * and at most {@value #MOST_WAITING} connections wait for their other end. Owned by the pipeline thread.
 */
public final class NodeLoopback {
    static final int MOST = 4096;
    static final int MOST_WAITING = 1024;

    /** Both ends of a connection are told within milliseconds, unless one of the records was lost. */
    static final long PATIENCE_NANOS = 3_000_000_000L;

    /** A pair of ends that exchange datagrams is told again after 30 s; so long a client's end holds at least. */
    private static final long DATAGRAMS_NANOS = 60_000_000_000L;

    private final long nodeNetwork;
    private final NetworkOwners owners;
    private final Containers containers;
    private final LongSupplier clock;
    private final Map<LoopbackEnd, List<Waiting>> waiting = new LinkedHashMap<>();
    private int waitingCount;
    private long unpaired;
    private final Map<LoopbackEnd, Owned> known = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<LoopbackEnd, Owned> eldest) {
            return size() > MOST;
        }
    };

    /** Whose an end is; the node's own without a container. */
    private record Owned(@Nullable String containerId, long bootNanos) {}

    private record Waiting(
            WatchedContainer container, SensorEvent.FlowSeen flow, Consumer<Optional<Peer>> then, long untilNanos) {}

    /**
     * Makes one that knows no end yet.
     *
     * @param nodeNetwork inode of the node's own network namespace; 0 when it is not known: then only that of pods without an address is
     *     treated as the node's
     * @param clock nanoseconds since boot
     */
    public NodeLoopback(long nodeNetwork, NetworkOwners owners, Containers containers, LongSupplier clock) {
        this.nodeNetwork = nodeNetwork;
        this.owners = owners;
        this.containers = containers;
        this.clock = clock;
    }

    /** True for a connection whose other end is told here, and nowhere else. */
    boolean carries(SensorEvent.FlowSeen flow) {
        return isOverLoopback(flow) && (isOfNodesNetwork(flow) || isFromNode(flow));
    }

    private static boolean isOverLoopback(SensorEvent.FlowSeen flow) {
        return flow.remote().address().isLoopbackAddress();
    }

    /** The runtime gives a pod an address exactly when the pod has a network of its own. */
    private boolean isOfNodesNetwork(SensorEvent.NetworkEvent event) {
        long network = event.networkNamespace();
        return network != 0
                && (network == nodeNetwork
                        || containers.inNetwork(network).stream()
                                .anyMatch(member -> member.addresses().isEmpty()));
    }

    /** True for a connection that the node made to a pod over loopback in that pod's own network. */
    boolean isForwarded(SensorEvent.FlowSeen flow, Peer peer) {
        return peer instanceof Peer.Node
                && flow.direction() == Direction.INBOUND
                && isOverLoopback(flow)
                && !isOfNodesNetwork(flow);
    }

    /** The end that connects is told before the one that accepts. */
    private boolean isFromNode(SensorEvent.FlowSeen flow) {
        Owned other = flow.direction() == Direction.INBOUND ? known.get(LoopbackEnd.other(flow)) : null;
        return other != null && other.containerId == null && mayBeOf(flow, other);
    }

    /** One end of a connection was told, whoever's it is: the other end may wait for it. */
    void seen(SensorEvent.FlowSeen flow) {
        if (!isOverLoopback(flow)) {
            return;
        }
        boolean cameIn = flow.direction() == Direction.OUTBOUND && owners.isOfNode(flow.owner());
        if (isOfNodesNetwork(flow) || cameIn) {
            note(LoopbackEnd.own(flow), flow.owner(), flow.bootNanos());
        }
    }

    /** Somebody serves datagrams: who sends to that port knows whom, also when the server is not seen to receive each of them. */
    void listens(SensorEvent.ListenerOpened opened) {
        if (isOfNodesNetwork(opened) && opened.transport() == Transport.UDP) {
            note(
                    LoopbackEnd.server(opened.networkNamespace(), opened.local().port()),
                    opened.owner(),
                    opened.bootNanos());
        }
    }

    private void note(LoopbackEnd end, SensorEvent.Owner owner, long bootNanos) {
        String containerId = owners.containerId(owner);
        if (containerId == null && !owners.isOfNode(owner)) {
            return;
        }
        known.remove(end);
        known.put(end, new Owned(containerId, bootNanos));
        List<Waiting> told = waiting.remove(end);
        if (told != null) {
            waitingCount -= told.size();
            told.forEach(one -> resolve(one.container, one.flow, one.then));
        }
    }

    /**
     * Calls {@code then} with the peer: at once when the other end was told, else when it is. Without it the peer is the node, never
     * the pod itself, so that nobody gains by making the other end unseen; of a client that sends datagrams nothing is told, because
     * its own end told them already.
     */
    void resolve(WatchedContainer container, SensorEvent.FlowSeen flow, Consumer<Optional<Peer>> then) {
        LoopbackEnd end = LoopbackEnd.other(flow);
        Owned other = known.get(end);
        if (other != null && mayBeOf(flow, other)) {
            tell(container, other, then);
        } else if (waitingCount < MOST_WAITING) {
            waitingCount++;
            waiting.computeIfAbsent(end, ignored -> new ArrayList<>())
                    .add(new Waiting(container, flow, then, clock.getAsLong() + PATIENCE_NANOS));
        } else {
            giveUp(flow, then);
        }
    }

    /** Ports are used again: of TCP, only what was told at the same time is the other end. */
    private static boolean mayBeOf(SensorEvent.FlowSeen flow, Owned other) {
        long apart = Math.abs(flow.bootNanos() - other.bootNanos);
        if (flow.transport() == Transport.TCP) {
            return apart <= PATIENCE_NANOS;
        }
        return flow.direction() == Direction.OUTBOUND || apart <= DATAGRAMS_NANOS;
    }

    private void tell(WatchedContainer container, Owned other, Consumer<Optional<Peer>> then) {
        if (other.containerId == null) {
            then.accept(Optional.of(new Peer.Node()));
            return;
        }
        containers.with(other.containerId, clock.getAsLong(), peer -> {
            boolean samePod = peer.container()
                    .sandbox()
                    .id()
                    .equals(container.container().sandbox().id());
            then.accept(Optional.of(
                    samePod
                            ? new Peer.Loopback()
                            : new Peer.WorkloadPeer(peer.identity().workload())));
        });
    }

    private void giveUp(SensorEvent.FlowSeen flow, Consumer<Optional<Peer>> then) {
        unpaired++;
        boolean told = flow.transport() == Transport.UDP && flow.direction() == Direction.INBOUND;
        then.accept(told ? Optional.empty() : Optional.of(new Peer.Node()));
    }

    /** Time went on: what waited too long is given up. */
    public void tick() {
        if (waitingCount == 0) {
            return;
        }
        long now = clock.getAsLong();
        List<Waiting> over = new ArrayList<>();
        waiting.values().removeIf(sameEnd -> {
            sameEnd.removeIf(one -> now >= one.untilNanos && over.add(one));
            return sameEnd.isEmpty();
        });
        waitingCount -= over.size();
        over.forEach(one -> giveUp(one.flow, one.then));
    }

    /** Connections whose other end was not told in time. */
    public long unpaired() {
        return unpaired;
    }
}
