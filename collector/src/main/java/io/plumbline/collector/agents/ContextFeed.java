// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import io.plumbline.collector.cluster.memory.ClusterMemory;
import io.plumbline.collector.metrics.CollectorMetrics;
import io.plumbline.kubernetes.PodContextCodec;
import io.plumbline.v1.ClusterView;
import io.plumbline.v1.CollectorMessage;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the agent of each node what the cluster says of the node's pods: of all of them after the greeting, then what changes.
 * It also tells all agents how current that is. Writer thread only.
 */
public final class ContextFeed {
    /** Stands for the view among the UIDs of pods. */
    private static final String VIEW = "";

    private final ClusterMemory memory;
    private final Supplier<ClusterView> view;
    private final CollectorMetrics metrics;
    private final Map<String, AgentConnection> byNode = new HashMap<>();
    private final Set<AgentConnection> behind = new LinkedHashSet<>();
    private ClusterView told = ClusterView.getDefaultInstance();

    public ContextFeed(ClusterMemory memory, Supplier<ClusterView> view, CollectorMetrics metrics) {
        this.memory = memory;
        this.view = view;
        this.metrics = metrics;
    }

    void connected(AgentConnection connection) {
        if (connection.isClosed()) {
            return;
        }
        String node = connection.hello().getNode();
        byNode.put(node, connection);
        connection.contexts().add(VIEW);
        memory.podsOnNode(node).forEach(connection.contexts()::add);
        send(connection);
    }

    void disconnected(AgentConnection connection) {
        byNode.remove(connection.hello().getNode(), connection);
        behind.remove(connection);
    }

    void refresh() {
        ClusterView now = view.get();
        if (now.getWatched() != told.getWatched() || !now.getProblem().equals(told.getProblem())) {
            byNode.values().forEach(connection -> due(connection, VIEW));
        }
        told = now;
        memory.takeChanged().forEach((uid, node) -> {
            @Nullable AgentConnection connection = byNode.get(node);
            if (connection != null) {
                due(connection, uid);
            }
        });
        Set.copyOf(behind).forEach(this::send);
    }

    private void due(AgentConnection connection, String key) {
        connection.contexts().add(key);
        behind.add(connection);
    }

    private void send(AgentConnection connection) {
        metrics.contextsSent(connection.contexts().drain(connection, this::newest));
        if (connection.contexts().isEmpty()) {
            behind.remove(connection);
        } else {
            behind.add(connection);
        }
    }

    /** The memory tells of a pod again when it knows more of it. */
    private Optional<Backlog.Form> newest(String key) {
        if (key.equals(VIEW)) {
            return Optional.of(new Backlog.Form(
                    "", CollectorMessage.newBuilder().setView(view.get()).build()));
        }
        return memory.context(key)
                .map(pod -> new Backlog.Form(
                        "",
                        CollectorMessage.newBuilder()
                                .setContext(PodContextCodec.toProto(pod))
                                .build()));
    }
}
