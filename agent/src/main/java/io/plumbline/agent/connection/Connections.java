// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import io.plumbline.agent.anomaly.ConnectionMessage;
import io.plumbline.agent.anomaly.Traffic;
import io.plumbline.agent.detection.Detection;
import io.plumbline.agent.observation.Evidence;
import io.plumbline.agent.observation.Observation;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.v1.Connection;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** From network events to observations: which container of the pod it was, and who is at the other end. Owned by the pipeline thread. */
public final class Connections {
    private final NetworkOwners owners;
    private final Detection detection;
    private final FlowPeers peers;
    private final PodNames podNames;
    private final NameLookUps names;
    private final Traffic traffic;
    private final OpenFlows flows;
    private final LongUnaryOperator bootToUnixNanos;
    private long failed;
    private long closed;

    public Connections(
            NetworkOwners owners,
            Detection detection,
            FlowPeers peers,
            PodNames podNames,
            NameLookUps names,
            Traffic traffic,
            LongUnaryOperator bootToUnixNanos) {
        this.owners = owners;
        this.detection = detection;
        this.peers = peers;
        this.podNames = podNames;
        this.names = names;
        this.traffic = traffic;
        this.bootToUnixNanos = bootToUnixNanos;
        flows = new OpenFlows((container, outbound, event) ->
                traffic.closed(container, outbound, event, bootToUnixNanos.applyAsLong(event.bootNanos())));
    }

    public void on(SensorEvent.NetworkEvent event, long nowNanos) {
        switch (event) {
            case SensorEvent.ListenerOpened opened -> listening(opened, nowNanos);
            case SensorEvent.ListenerClosed ignored -> {}
            case SensorEvent.FlowSeen flow -> flow(flow, nowNanos);
            case SensorEvent.FlowClosed over -> {
                closed++;
                flows.closed(over);
            }
            case SensorEvent.NameMessage message -> names.on(message, nowNanos);
        }
    }

    private void listening(SensorEvent.ListenerOpened opened, long nowNanos) {
        peers.listens(opened);
        Listening listening = new Listening(
                opened.transport(),
                opened.local().port(),
                opened.local().address().isLoopbackAddress());
        Connection connection = ConnectionMessage.of(opened.transport(), opened.local(), null, null);
        TrackedProcess process = owners.process(opened.owner());
        owners.with(
                opened,
                opened.owner(),
                opened.socketInode(),
                nowNanos,
                container -> observe(
                        container,
                        observation(
                                listening,
                                process,
                                connection,
                                opened.socketInode(),
                                opened.bootNanos(),
                                opened.found())));
    }

    private void flow(SensorEvent.FlowSeen flow, long nowNanos) {
        boolean made = mayBeEstablished(flow.established());
        boolean outbound = flow.direction() == Direction.OUTBOUND;
        if (!made) {
            failed++;
        }
        if (outbound && flow.remote().port() == 0) {
            // Resolvers try out like this which addresses can be reached: nothing is sent.
            return;
        }
        if (made) {
            peers.seen(flow);
        }
        OpenFlows.Flow open = null;
        if (made && outbound && flow.transport() == Transport.TCP && !owners.isOfNode(flow.owner())) {
            open = flows.seen(flow);
            if (open == null) {
                return;
            }
        }
        OpenFlows.Flow whose = open;
        long at = bootToUnixNanos.applyAsLong(flow.bootNanos());
        TrackedProcess process = owners.process(flow.owner());
        owners.with(flow, flow.owner(), flow.socketInode(), nowNanos, container -> {
            if (!traffic.opened(container, flow, at) || !made) {
                return;
            }
            peers.resolve(
                    container,
                    flow,
                    at,
                    found -> found.ifPresentOrElse(peer -> resolved(container, flow, process, peer, whose), () -> {
                        if (!flow.found()) {
                            container.undescribed("peer-unresolved");
                            if (peers.areNamed()) {
                                traffic.unnamed(container, flow, at);
                            }
                        }
                    }));
        });
    }

    private void resolved(
            WatchedContainer container,
            SensorEvent.FlowSeen flow,
            @Nullable TrackedProcess process,
            Peer peer,
            OpenFlows.@Nullable Flow open) {
        Behavior behavior;
        if (flow.direction() == Direction.OUTBOUND) {
            Outbound outbound = new Outbound(peer, flow.remote().port(), flow.transport());
            if (!traffic.resolved(container, outbound, flow, bootToUnixNanos.applyAsLong(flow.bootNanos()))) {
                return;
            }
            if (open != null) {
                Runnable end = peer instanceof Peer.DnsName
                        ? podNames.hold(container, flow.remote().address())
                        : () -> {};
                open.resolved(container, outbound, end);
            }
            behavior = outbound;
        } else {
            behavior = new Inbound(peer, flow.local().port(), flow.transport());
        }
        Connection connection = ConnectionMessage.of(flow.transport(), flow.local(), flow.remote(), peer);
        observe(
                container,
                observation(behavior, process, connection, flow.socketInode(), flow.bootNanos(), flow.found())
                        .withRemark(peers.remark(flow, peer)));
    }

    /** UDP has no connection that could fail; a TCP connection that still hangs is none yet. */
    private static boolean mayBeEstablished(Reading<Boolean> established) {
        return switch (established) {
            case Reading.Known<Boolean> known -> known.value();
            case Reading.Unknown<Boolean> unknown -> !unknown.cause().equals("connecting");
        };
    }

    private Observation observation(
            Behavior behavior,
            @Nullable TrackedProcess process,
            Connection connection,
            Reading<Long> socket,
            long bootNanos,
            boolean found) {
        return Observation.of(behavior, process, bootToUnixNanos.applyAsLong(bootNanos))
                .withEvidence(Evidence.ofNetwork(connection, socket.toOptional().orElse(null)))
                .withFound(found);
    }

    private void observe(WatchedContainer container, Observation observation) {
        container.coverage().described();
        detection.observe(container, observation);
    }

    /** Connections that could not be made: counted, not learned. */
    public long failed() {
        return failed;
    }

    /** Connections that were seen to end. */
    public long closed() {
        return closed;
    }

    /** Outbound connections that are open. */
    public int open() {
        return flows.size();
    }

    /** Open connections whose end will not be told. */
    public long pushedOut() {
        return flows.pushedOut();
    }
}
