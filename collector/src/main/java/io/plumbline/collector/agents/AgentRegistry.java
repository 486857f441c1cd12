// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import io.grpc.Status;
import io.plumbline.collector.metrics.CollectorMetrics;
import io.plumbline.collector.store.AgentRow;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.StoreException;
import io.plumbline.collector.store.Times;
import io.plumbline.collector.writer.Turn;
import io.plumbline.service.Version;
import io.plumbline.v1.AgentInfo;
import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.AgentStatus;
import io.plumbline.v1.Hello;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All agents, live and remembered: one live stream for each node, messages in order, each kept once. Writer thread only. */
public final class AgentRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(AgentRegistry.class);

    private final ClusterFacts cluster;
    private final MessageIntake intake;
    private final ProfileFeed profiles;
    private final ContextFeed contexts;
    private final CollectorMetrics metrics;
    private final InstantSource clock;
    private final Map<String, AgentConnection> live = new TreeMap<>();
    private final Map<EpochId, AgentEpoch> epochs = new HashMap<>();
    private final AtomicInteger connected = new AtomicInteger();

    public AgentRegistry(
            ClusterFacts cluster,
            MessageIntake intake,
            ProfileFeed profiles,
            ContextFeed contexts,
            CollectorMetrics metrics,
            InstantSource clock) {
        this.cluster = cluster;
        this.intake = intake;
        this.profiles = profiles;
        this.contexts = contexts;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Reads how far each agent had come. */
    public void load(Store store) {
        store.agents().forEach(row -> epochs.put(new EpochId(row.node(), row.epoch()), new AgentEpoch(row)));
    }

    /** Number of live streams; from any thread. */
    public int connected() {
        return connected.get();
    }

    public boolean isConnected(String node) {
        return live.containsKey(node);
    }

    void open(Turn turn, AgentConnection connection) {
        Hello hello = connection.hello();
        AgentConnection other = live.get(hello.getNode());
        if (other != null) {
            String refusal = refusal(hello, other.hello());
            if (!refusal.isEmpty()) {
                connection.close(Status.ALREADY_EXISTS.withDescription(refusal));
                return;
            }
            other.close(Status.ABORTED.withDescription(
                    "node " + hello.getNode() + ": instance " + hello.getInstance() + " of epoch " + hello.getEpoch()
                            + " took over from " + other.hello().getInstance()));
        }
        live.put(hello.getNode(), connection);
        connected.set(live.size());
        AgentEpoch epoch = epochs.computeIfAbsent(idOf(hello), id -> AgentEpoch.first(hello));
        epoch.greet(turn, hello, now());
        turn.afterFailure(connection, failed -> connection.close(unavailable(failed)));
        turn.afterCommit(() -> {
            connection.welcome(cluster, epoch.current().ackedSequence(), Version.current());
            contexts.connected(connection);
            profiles.connected(connection, epoch.current().subscription());
        });
        LOG.info(
                "agent connected: node={} epoch={} version={} acked={}",
                hello.getNode(),
                hello.getEpoch(),
                hello.getVersion(),
                epoch.current().ackedSequence());
    }

    void receive(Turn turn, AgentConnection connection, AgentMessage message) {
        if (connection.isClosed()) {
            return;
        }
        AgentEpoch epoch = epochs.computeIfAbsent(idOf(connection.hello()), id -> AgentEpoch.first(connection.hello()));
        if (connection.firstTouchIn(turn)) {
            turn.afterCommit(() -> connection.committed(epoch.current().ackedSequence()));
            turn.afterFailure(connection, failed -> connection.close(unavailable(failed)));
        }
        connection.consumed();
        metrics.received(HelloRule.name(message));
        switch (message.getBodyCase()) {
            case HELLO ->
                connection.close(
                        Status.INVALID_ARGUMENT.withDescription("hello: a second one (expected: one a stream)"));
            case STATUS -> connection.status(message.getStatus());
            default -> numbered(turn, connection, epoch, message);
        }
    }

    /** The other side ended the stream, or it broke. */
    void gone(AgentConnection connection) {
        connection.complete();
    }

    /** Ends a connection whose stream has ended, for whatever reason. */
    void closed(AgentConnection connection, Status why) {
        Hello hello = connection.hello();
        profiles.disconnected(connection);
        contexts.disconnected(connection);
        metrics.streamClosed(why.getCode().name());
        if (live.remove(hello.getNode(), connection)) {
            connected.set(live.size());
        }
        LOG.info("agent stream ended: node={} epoch={} status={}", hello.getNode(), hello.getEpoch(), why);
    }

    /** Sends what agents did not read in time, and profiles and pods that have changed since. */
    public void refresh() {
        contexts.refresh();
        profiles.refresh();
        live.values().forEach(AgentConnection::flush);
    }

    /** Ends all streams. */
    public void closeAll(Status why) {
        List.copyOf(live.values()).forEach(connection -> connection.close(why));
    }

    /** All agents by node, with the newest epoch of each. */
    public List<AgentInfo> list() {
        Map<String, AgentRow> newest = new TreeMap<>();
        for (AgentEpoch epoch : epochs.values()) {
            newest.merge(
                    epoch.current().node(),
                    epoch.current(),
                    (one, two) -> one.lastSeenNanos() >= two.lastSeenNanos() ? one : two);
        }
        var agents = new ArrayList<AgentInfo>();
        newest.values().forEach(row -> agents.add(info(row)));
        return agents;
    }

    private void numbered(Turn turn, AgentConnection connection, AgentEpoch epoch, AgentMessage message) {
        Hello hello = connection.hello();
        long acked = epoch.current().ackedSequence();
        long sequence = message.getSequence();
        if (sequence <= 0 || sequence > acked + 1) {
            connection.close(Status.INVALID_ARGUMENT.withDescription("sequence: " + Long.toUnsignedString(sequence)
                    + " (expected: " + (acked + 1) + " after " + acked + " of epoch " + hello.getEpoch() + ")"));
            return;
        }
        connection.oweAck();
        if (sequence <= acked) {
            metrics.duplicate();
            return;
        }
        try {
            intake.take(turn, hello.getNode(), hello.getEpoch(), message).ifPresent(reason -> {
                metrics.refused(HelloRule.name(message));
                LOG.warn("message refused: node={} sequence={} {}", hello.getNode(), sequence, reason);
            });
            if (message.hasInterest()) {
                epoch.subscribe(message.getInterest());
                turn.afterCommit(() -> profiles.subscribe(connection, message.getInterest()));
            }
        } catch (StoreException unreadable) {
            connection.close(unavailable(unreadable));
            return;
        }
        epoch.advance(turn, sequence, now());
    }

    private static String refusal(Hello hello, Hello living) {
        String node = "node " + hello.getNode();
        if (hello.getEpoch().equals(living.getEpoch())) {
            return HelloRule.isOlder(hello.getInstance(), living.getInstance())
                    ? "instance: " + hello.getInstance() + " (expected: a newer one than " + living.getInstance()
                            + ", which is connected for " + node + ")"
                    : "";
        }
        return hello.getHandOver()
                ? ""
                : "epoch: " + hello.getEpoch() + " (expected: " + living.getEpoch() + ", which is connected for " + node
                        + ", or hand_over when it is replaced on purpose)";
    }

    private AgentInfo info(AgentRow row) {
        var info = AgentInfo.newBuilder()
                .setNode(row.node())
                .setEpoch(row.epoch())
                .setVersion(row.version())
                .setLastSeenUnixNanos(row.lastSeenNanos())
                .setClockSkewNanos(row.clockSkewNanos())
                .setAckedSequence(row.ackedSequence());
        AgentConnection connection = live.get(row.node());
        if (connection != null && connection.hello().getEpoch().equals(row.epoch())) {
            info.setConnected(true);
            AgentStatus status = connection.status();
            if (status != null) {
                info.setSensor(status.getSensor())
                        .setSensorReason(status.getSensorReason())
                        .setContainers(status.getContainers());
            }
        }
        return info.build();
    }

    private static Status unavailable(StoreException failed) {
        return Status.UNAVAILABLE.withDescription(failed.getMessage());
    }

    private static EpochId idOf(Hello hello) {
        return new EpochId(hello.getNode(), hello.getEpoch());
    }

    private long now() {
        return Times.nanos(clock);
    }

    private record EpochId(String node, String epoch) {}
}
