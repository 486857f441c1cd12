// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.agent.peer.Peers;
import io.plumbline.agent.process.ProcessTable;
import io.plumbline.agent.process.TrackedProcess;
import io.plumbline.agent.sensor.Direction;
import io.plumbline.agent.sensor.Endpoint;
import io.plumbline.agent.sensor.Reading;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.Classifier;
import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.behavior.Listening;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.wire.BehaviorCodec;
import io.plumbline.profiles.wire.PeerCodec;
import io.plumbline.v1.Connection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** From network events to facts: which container of the pod it was, and who is at the other end. Owned by the pipeline thread. */
final class Connections {
    private final Containers containers;
    private final ProcessTable processes;
    private final CgroupOwners cgroups;
    private final Detection detection;
    private final Peers peers;
    private final SocketSearch sockets;
    private final LongUnaryOperator bootToUnixNanos;
    private long failed;
    private long unowned;
    private long closed;
    private long nameMessages;

    Connections(
            Containers containers,
            ProcessTable processes,
            CgroupOwners cgroups,
            Detection detection,
            Peers peers,
            SocketSearch sockets,
            LongUnaryOperator bootToUnixNanos) {
        this.containers = containers;
        this.processes = processes;
        this.cgroups = cgroups;
        this.detection = detection;
        this.peers = peers;
        this.sockets = sockets;
        this.bootToUnixNanos = bootToUnixNanos;
    }

    void on(SensorEvent.NetworkEvent event, long nowNanos) {
        switch (event) {
            case SensorEvent.ListenerOpened opened -> listening(opened, nowNanos);
            case SensorEvent.ListenerClosed ignored -> {}
            case SensorEvent.FlowSeen flow -> flow(flow, nowNanos);
            // Bytes and names are only counted so far.
            case SensorEvent.FlowClosed ignored -> closed++;
            case SensorEvent.NameMessage ignored -> nameMessages++;
        }
    }

    private void listening(SensorEvent.ListenerOpened opened, long nowNanos) {
        Listening listening = new Listening(
                opened.transport(),
                opened.local().port(),
                opened.local().address().isLoopbackAddress());
        Connection connection = connection(opened.transport(), opened.local(), null, null);
        TrackedProcess process = process(opened.owner());
        attribute(
                opened,
                opened.owner(),
                process,
                opened.socketInode(),
                nowNanos,
                container -> observe(
                        container,
                        fact(
                                listening,
                                process,
                                connection,
                                opened.socketInode(),
                                opened.bootNanos(),
                                opened.found())));
    }

    private void flow(SensorEvent.FlowSeen flow, long nowNanos) {
        if (!mayBeEstablished(flow.established())) {
            failed++;
            return;
        }
        long at = bootToUnixNanos.applyAsLong(flow.bootNanos());
        TrackedProcess process = process(flow.owner());
        attribute(flow, flow.owner(), process, flow.socketInode(), nowNanos, container -> {
            List<String> own = container.container().sandbox().ips();
            peers.resolve(
                    flow.remote().address(),
                    at,
                    own,
                    found -> found.ifPresent(peer -> {
                        Behavior behavior = flow.direction() == Direction.OUTBOUND
                                ? new Outbound(peer, flow.remote().port(), flow.transport())
                                : new Inbound(peer, flow.local().port(), flow.transport());
                        observe(
                                container,
                                fact(
                                        behavior,
                                        process,
                                        connection(flow.transport(), flow.local(), flow.remote(), peer),
                                        flow.socketInode(),
                                        flow.bootNanos(),
                                        flow.found()));
                    }));
        });
    }

    /** UDP has no connection that could fail; a TCP connection that still hangs is none yet. */
    private static boolean mayBeEstablished(Reading<Boolean> established) {
        return switch (established) {
            case Reading.Known<Boolean> known -> known.value();
            case Reading.Unknown<Boolean> unknown -> !unknown.cause().equals("connecting");
        };
    }

    private Fact fact(
            Behavior behavior,
            @Nullable TrackedProcess process,
            Connection connection,
            Reading<Long> socket,
            long bootNanos,
            boolean found) {
        return new Fact(
                behavior,
                Classifier.classify(behavior),
                process,
                process == null ? null : process.details(),
                null,
                null,
                null,
                connection,
                socket.toOptional().orElse(null),
                bootToUnixNanos.applyAsLong(bootNanos),
                found);
    }

    private void observe(WatchedContainer container, Fact fact) {
        container.coverage().described();
        detection.observe(container, fact);
    }

    /** The process that connected or listens, where the sensor could tell and while it is there. */
    private @Nullable TrackedProcess process(SensorEvent.Owner owner) {
        return owner.pid() instanceof Reading.Known<Integer> pid ? processes.get(pid.value()) : null;
    }

    /** The owner's container where the sensor could tell the owner; else one of those that have the network. */
    private void attribute(
            SensorEvent.NetworkEvent event,
            SensorEvent.Owner owner,
            @Nullable TrackedProcess process,
            Reading<Long> socketInode,
            long nowNanos,
            Consumer<WatchedContainer> then) {
        String ofProcess = process == null ? null : process.containerId();
        if (ofProcess != null) {
            containers.with(ofProcess, nowNanos, then);
        } else if (owner.cgroup() instanceof Reading.Known<String> cgroup) {
            String ofCgroup = cgroups.containerId(cgroup.value()).orElse(null);
            if (ofCgroup == null) {
                // Of the node itself, also where a container shares the node's network.
                unowned++;
            } else {
                containers.with(ofCgroup, nowNanos, then);
            }
        } else {
            amongNetwork(event.networkNamespace(), socketInode, then);
        }
    }

    /** A pod with one running container needs no search; else the owner of the socket says which container it was. */
    private void amongNetwork(long networkNamespace, Reading<Long> socketInode, Consumer<WatchedContainer> then) {
        List<WatchedContainer> members = containers.inNetwork(networkNamespace);
        List<WatchedContainer> running = members.stream()
                .filter(member -> member.stoppedNanos().isEmpty())
                .toList();
        List<WatchedContainer> candidates = running.isEmpty() ? members : running;
        if (candidates.isEmpty()) {
            unowned++;
        } else if (candidates.size() == 1) {
            candidates.getFirst().whenReady(() -> then.accept(candidates.getFirst()));
        } else if (socketInode instanceof Reading.Known<Long> inode) {
            sockets.owner(candidates, inode.value(), owner -> {
                if (owner == null) {
                    candidates.forEach(candidate -> candidate.undescribed("socket-owner-unknown"));
                    unowned++;
                } else {
                    owner.whenReady(() -> then.accept(owner));
                }
            });
        } else {
            candidates.forEach(candidate -> candidate.undescribed("socket-owner-unknown"));
            unowned++;
        }
    }

    private static Connection connection(
            Transport transport, Endpoint local, @Nullable Endpoint remote, @Nullable Peer peer) {
        Connection.Builder connection = Connection.newBuilder()
                .setTransport(BehaviorCodec.toProto(transport))
                .setLocalAddress(local.address().getHostAddress())
                .setLocalPort(local.port());
        if (remote != null) {
            connection.setRemoteAddress(remote.address().getHostAddress()).setRemotePort(remote.port());
        }
        if (peer != null) {
            connection.setPeer(PeerCodec.toProto(peer));
        }
        return connection.build();
    }

    /** Connections that could not be made: counted, not learned. */
    long failed() {
        return failed;
    }

    /** Connections that were seen to end. */
    long closed() {
        return closed;
    }

    /** DNS messages of containers. */
    long nameMessages() {
        return nameMessages;
    }

    /** Network events of which nobody knows the container. */
    long unowned() {
        return unowned;
    }

    /** Finds which of several containers owns a socket. */
    @FunctionalInterface
    interface SocketSearch {
        /** Calls {@code then} on the pipeline thread; with null when nobody owns the socket any more. */
        void owner(List<WatchedContainer> candidates, long socketInode, Consumer<@Nullable WatchedContainer> then);
    }
}
