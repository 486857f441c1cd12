// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.admin;

import io.plumbline.agent.lines.CopyingDelivery;
import io.plumbline.agent.link.CollectorLink;
import io.plumbline.agent.outbox.AgentStore;

/** Connects the store and the link to the metrics. */
public final class StreamMetrics {

    private StreamMetrics() {}

    public static void of(AgentStore store, AgentMetrics metrics) {
        metrics.feed(AgentMetric.OUTBOX_MESSAGES, store::outboxMessages);
        metrics.feed(AgentMetric.OUTBOX_SEQUENCE, store::lastSequence);
        metrics.feed(AgentMetric.STORE_COMMITS, store::commits);
        metrics.feed(AgentMetric.STORE_ERRORS, store::failedCommits);
        metrics.feed(AgentMetric.STORE_QUEUED, store::queuedBytes);
        metrics.feed(AgentMetric.STORE_REFUSED, store::refusedBatches);
        metrics.feed(AgentMetric.OUTBOX_OVERSIZED, store::oversizedMessages);
    }

    public static void of(CollectorLink link, AgentMetrics metrics) {
        metrics.feed(AgentMetric.MESSAGES_SENT, link::messagesSent);
        metrics.feed(AgentMetric.COLLECTOR_CONNECTIONS, link::connections);
        metrics.feed(AgentMetric.COLLECTOR_CONNECTED, () -> link.problem().isEmpty() ? 1 : 0);
    }

    public static void of(CopyingDelivery copies, AgentMetrics metrics) {
        metrics.feed(AgentMetric.INCIDENT_COPIES_DROPPED, copies::droppedCopies);
    }
}
