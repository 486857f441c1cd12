// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import io.plumbline.collector.baselines.BaselineRegistry;
import io.plumbline.collector.metrics.CollectorMetrics;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.CollectorMessage;
import io.plumbline.v1.WorkloadInterest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each agent the profiles of the workloads on its node: at once when it asks, and at the next refresh after a
 * change, however many changes there were. An agent that does not read gets the newest form later. Writer thread only.
 */
public final class ProfileFeed {
    private final BaselineRegistry baselines;
    private final String cluster;
    private final CollectorMetrics metrics;
    private final Map<BaselineKey, Set<AgentConnection>> subscribers = new HashMap<>();
    private final Set<AgentConnection> behind = new LinkedHashSet<>();

    public ProfileFeed(BaselineRegistry baselines, String cluster, CollectorMetrics metrics) {
        this.baselines = baselines;
        this.cluster = cluster;
        this.metrics = metrics;
    }

    void connected(AgentConnection connection, WorkloadInterest subscription) {
        subscribe(connection, subscription);
    }

    void subscribe(AgentConnection connection, WorkloadInterest subscription) {
        if (connection.isClosed()) {
            return;
        }
        var wanted = new LinkedHashSet<BaselineKey>();
        subscription.getBaselinesList().forEach(key -> wanted.add(Keys.own(key, cluster)));
        for (BaselineKey former : Set.copyOf(connection.subscription())) {
            if (!wanted.contains(former)) {
                leave(connection, former);
            }
        }
        for (BaselineKey key : wanted) {
            if (connection.subscription().add(key)) {
                subscribers.computeIfAbsent(key, ignored -> new HashSet<>()).add(connection);
                connection.profiles().add(key);
            }
        }
        send(connection);
    }

    void disconnected(AgentConnection connection) {
        Set.copyOf(connection.subscription()).forEach(key -> leave(connection, key));
        behind.remove(connection);
    }

    void refresh() {
        for (BaselineKey changed : baselines.takeChanged()) {
            for (AgentConnection connection : subscribers.getOrDefault(changed, Set.of())) {
                connection.profiles().add(changed);
                behind.add(connection);
            }
        }
        Set.copyOf(behind).forEach(this::send);
    }

    private void send(AgentConnection connection) {
        metrics.profilesSent(connection.profiles().drain(connection, this::newest));
        if (connection.profiles().isEmpty()) {
            behind.remove(connection);
        } else {
            behind.add(connection);
        }
    }

    private Optional<Backlog.Form> newest(BaselineKey key) {
        return baselines
                .profile(key)
                .map(profile -> new Backlog.Form(
                        profile.getContentHash()
                                + '/'
                                + profile.getGeneration()
                                + '/'
                                + profile.getModeValue()
                                + '/'
                                + profile.getStateValue(),
                        CollectorMessage.newBuilder().setProfile(profile).build()));
    }

    private void leave(AgentConnection connection, BaselineKey key) {
        connection.subscription().remove(key);
        connection.profiles().drop(key);
        Set<AgentConnection> others = subscribers.get(key);
        if (others != null && others.remove(connection) && others.isEmpty()) {
            subscribers.remove(key);
        }
    }
}
