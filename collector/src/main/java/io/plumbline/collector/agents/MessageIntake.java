// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import io.plumbline.collector.baselines.BaselineRegistry;
import io.plumbline.collector.cluster.IpText;
import io.plumbline.collector.incidents.IncidentRepository;
import io.plumbline.collector.metrics.CollectorMetrics;
import io.plumbline.collector.peers.SandboxIndex;
import io.plumbline.collector.store.Change;
import io.plumbline.collector.store.SandboxRow;
import io.plumbline.collector.store.StoreException;
import io.plumbline.collector.writer.Turn;
import io.plumbline.v1.AgentMessage;
import io.plumbline.v1.BaselineKey;
import io.plumbline.v1.Incident;
import io.plumbline.v1.LearnedDelta;
import io.plumbline.v1.SandboxInterval;
import io.plumbline.v1.WorkloadInterest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one message apart. What is wrong with a message is said and the message is passed over: sent again it would be
 * wrong again, and must not hold up what follows. Writer thread only.
 */
public final class MessageIntake {
    private static final Logger LOG = LoggerFactory.getLogger(MessageIntake.class);
    private static final int MAX_SUBSCRIPTION = 4_096;

    private final String cluster;
    private final BaselineRegistry baselines;
    private final IncidentRepository incidents;
    private final SandboxIndex sandboxes;
    private final CollectorMetrics metrics;

    public MessageIntake(
            String cluster,
            BaselineRegistry baselines,
            IncidentRepository incidents,
            SandboxIndex sandboxes,
            CollectorMetrics metrics) {
        this.cluster = cluster;
        this.baselines = baselines;
        this.incidents = incidents;
        this.sandboxes = sandboxes;
        this.metrics = metrics;
    }

    /** Takes a message. Returns what was wrong with it; empty when it was taken. */
    Optional<String> take(Turn turn, String node, String epoch, AgentMessage message) {
        try {
            return switch (message.getBodyCase()) {
                case SANDBOX -> sandbox(turn, node, message.getSandbox());
                case INCIDENT -> incident(turn, node, message.getIncident());
                case LEARNED -> learned(turn, node, epoch, message.getLearned());
                case INTEREST -> subscription(turn, message.getInterest());
                case HELLO, STATUS, BODY_NOT_SET ->
                    Optional.of("body: of an unknown kind (expected: sandbox, incident, learned or interest)");
            };
        } catch (StoreException unreadable) {
            throw unreadable;
        } catch (RuntimeException broken) {
            LOG.error("message could not be taken", broken);
            return Optional.of("body: " + broken);
        }
    }

    private Optional<String> sandbox(Turn turn, String node, SandboxInterval interval) {
        Optional<String> ip = IpText.canonical(interval.getIp());
        if (ip.isEmpty()) {
            return Optional.of("sandbox.ip: " + Texts.show(interval.getIp()) + " (expected: an IPv4 or IPv6 address)");
        }
        if (interval.getSandboxId().isEmpty() || interval.getSandboxId().length() > 128) {
            return Optional.of(
                    "sandbox.sandbox_id: " + Texts.show(interval.getSandboxId()) + " (expected: 1 to 128 characters)");
        }
        var row = new SandboxRow(
                node,
                interval.toBuilder()
                        .setIp(ip.get())
                        .setIdentity(Keys.own(interval.getIdentity(), cluster))
                        .build());
        turn.add(new Change.SandboxSaved(row));
        turn.afterCommit(() -> sandboxes.put(row));
        return Optional.empty();
    }

    private Optional<String> incident(Turn turn, String node, Incident incident) {
        Optional<String> wrong = Texts.wrongKey(incident.getBaseline());
        if (wrong.isPresent()) {
            return wrong;
        }
        if (!incident.getNode().isEmpty() && !incident.getNode().equals(node)) {
            return Optional.of("incident.node: " + Texts.show(incident.getNode()) + " (expected: " + node + ")");
        }
        return incidents.take(
                turn,
                incident.toBuilder()
                        .setNode(node)
                        .setBaseline(Keys.own(incident.getBaseline(), cluster))
                        .build());
    }

    private Optional<String> learned(Turn turn, String node, String epoch, LearnedDelta delta) {
        Optional<String> wrong = Texts.wrongKey(delta.getKey());
        if (wrong.isPresent()) {
            return wrong;
        }
        if (delta.getContainer().getId().isEmpty()) {
            return Optional.of("learned.container.id: \"\" (expected: the id of a container)");
        }
        var own = delta.toBuilder().setKey(Keys.own(delta.getKey(), cluster));
        if (delta.hasIdentity()) {
            own.setIdentity(Keys.own(delta.getIdentity(), cluster));
        }
        metrics.learned(baselines.learn(turn, node, epoch, own.build()));
        return Optional.empty();
    }

    private Optional<String> subscription(Turn turn, WorkloadInterest subscription) {
        if (subscription.getBaselinesCount() > MAX_SUBSCRIPTION) {
            return Optional.of("interest.baselines: " + subscription.getBaselinesCount() + " (expected: at most "
                    + MAX_SUBSCRIPTION + ")");
        }
        for (BaselineKey key : subscription.getBaselinesList()) {
            Optional<String> wrong = Texts.wrongKey(key);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        subscription.getBaselinesList().forEach(key -> baselines.expect(turn, Keys.own(key, cluster)));
        return Optional.empty();
    }
}
