// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import io.plumbline.agent.peer.PeerInquiry;
import io.plumbline.agent.peer.Peers;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.peer.Peer;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of a container's connection. Owned by the pipeline thread. */
public final class FlowPeers {
    private static final String FORWARDED =
            "the node connected over loopback within the pod's own network, as for kubectl port-forward";

    private final Peers peers;
    private final PodNames names;
    private final GeneralNames general;
    private final NodeLoopback loopback;

    public FlowPeers(Peers peers, PodNames names, GeneralNames general, NodeLoopback loopback) {
        this.peers = peers;
        this.loopback = loopback;
        this.names = names;
        this.general = general;
    }

    /** A connection was told, of whomever. */
    void seen(SensorEvent.FlowSeen flow) {
        loopback.seen(flow);
    }

    /** Somebody serves, whoever it is. */
    void listens(SensorEvent.ListenerOpened opened) {
        loopback.listens(opened);
    }

    /** Calls {@code then} on the pipeline thread, when the peer is known or given up. */
    public void resolve(
            WatchedContainer container, SensorEvent.FlowSeen flow, long atUnixNanos, Consumer<Optional<Peer>> then) {
        if (loopback.carries(flow)) {
            loopback.resolve(container, flow, then);
            return;
        }
        InetAddress address = flow.remote().address();
        PeerInquiry inquiry = new PeerInquiry(
                container.id(),
                container.addresses(),
                address,
                flow.direction() == Direction.OUTBOUND ? flow.remote().port() : 0,
                flow.transport(),
                atUnixNanos,
                flow.found(),
                () -> names.name(container, address, flow.bootNanos())
                        .map(found -> new PeerInquiry.Name(
                                general.of(container, found.name(), atUnixNanos), found.ofCluster())));
        peers.resolve(inquiry, then);
    }

    /** What else is worth telling of a connection, one sentence; null when there is nothing. */
    @Nullable
    String remark(SensorEvent.FlowSeen flow, Peer peer) {
        return loopback.isForwarded(flow, peer) ? FORWARDED : null;
    }

    /** False while nobody who knows the cluster can be asked: what has no name then may be anybody. */
    boolean areNamed() {
        return peers.isAnswered();
    }
}
