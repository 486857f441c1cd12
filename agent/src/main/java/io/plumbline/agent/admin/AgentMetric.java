// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.admin;

import org.jspecify.annotations.Nullable;

/** Every metric that the agent has besides those of any process; {@code docs/metrics.md} lists the same. */
public enum AgentMetric {
    EVENTS_RECEIVED(true, "events_received_total", "type", "Events that the sensors delivered, by type."),
    EVENTS_LOST(true, "events_lost_total", "cause", "Events that the sensor missed, by cause."),
    SENSOR(true, "sensor_total", "counter", "The sensor's own counters, undescribed events by cause among them."),
    EVENTS_UNATTRIBUTED(
            true, "events_unattributed_total", "reason", "Events that belong to no container known here, by reason."),
    EXECUTIONS(
            true,
            "executions_total",
            "outcome",
            "Program starts in containers, by outcome: described, or undescribed where a part could not be read."),
    QUEUE_LENGTH(false, "queue_length", "queue", "Elements that wait in a queue."),
    CONTAINERS(false, "containers", null, "Containers that are watched."),
    PROCESSES(false, "processes", null, "Processes in the process table."),
    INCIDENTS_OPEN(false, "incidents_open", null, "Incidents that may still grow."),
    PIPELINE_FAILURES(
            true, "pipeline_failures_total", null, "Messages that the pipeline could not handle; each is logged."),
    CONNECTIONS_CLOSED(true, "connections_closed_total", null, "Connections of containers that were seen to end."),
    CONNECTIONS_OPEN(false, "connections_open", null, "Outbound connections of containers that are open."),
    CONNECTIONS_FAILED(true, "connections_failed_total", null, "Connections of containers that could not be made."),
    CONNECTIONS_FORGOTTEN(
            true,
            "connections_forgotten_total",
            null,
            "Open connections whose end will not be told, because there were too many."),
    TRAFFIC_FORGOTTEN(
            true,
            "traffic_forgotten_total",
            "what",
            "Peers, and registered names, whose use by a container is not watched on, because there were too many."),
    NAME_MESSAGES(
            true,
            "name_messages_total",
            "outcome",
            "DNS messages of containers, and what became of them or was forgotten."),
    NAMED_ADDRESSES(false, "named_addresses", null, "Addresses that pods got for a name, and may still use."),
    PEERS_PENDING(false, "peers_pending", null, "Connections whose peer is not named yet."),
    PEERS_UNRESOLVED(
            true,
            "peers_unresolved_total",
            "cause",
            "Connections whose peer was never named, and not learned, by cause."),
    LEARNED_DELTAS(true, "learned_deltas_total", null, "Learned deltas handed to the outbox."),
    OUTBOX_MESSAGES(false, "outbox_messages", null, "Messages on disk that nobody acknowledged yet."),
    OUTBOX_SEQUENCE(false, "outbox_last_sequence", null, "Sequence number of the last durable message."),
    MESSAGES_SENT(true, "collector_messages_sent_total", null, "Messages sent to the collector, repetitions included."),
    COLLECTOR_CONNECTIONS(true, "collector_connections_total", null, "How often a collector took the stream."),
    COLLECTOR_CONNECTED(false, "collector_connected", null, "1 while the stream to the collector is up, else 0."),
    STORE_COMMITS(true, "store_commits_total", null, "Groups of writes committed to disk."),
    STORE_ERRORS(true, "store_commit_errors_total", null, "Commits that failed and were tried again."),
    STORE_QUEUED(false, "store_queued_bytes", null, "Bytes that wait to be written to disk."),
    STORE_REFUSED(true, "store_refused_total", null, "Batches refused because the store was closing."),
    OUTBOX_OVERSIZED(true, "outbox_oversized_total", null, "Messages left out because no collector takes their size."),
    INCIDENT_COPIES_DROPPED(
            true, "incident_copies_dropped_total", null, "Copies of incidents not written to the JSON lines file.");

    private final boolean counter;
    private final String metricName;
    private final @Nullable String label;
    private final String help;

    AgentMetric(boolean counter, String name, @Nullable String label, String help) {
        this.counter = counter;
        this.metricName = "plumbline_agent_" + name;
        this.label = label;
        this.help = help;
    }

    /** True for what only grows while the agent lives. */
    public boolean isCounter() {
        return counter;
    }

    /** Full name, for instance {@code plumbline_agent_events_lost_total}. */
    public String metricName() {
        return metricName;
    }

    /** The one label; null when there is none. */
    public @Nullable String label() {
        return label;
    }

    public String help() {
        return help;
    }
}
