// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.agent.admin.AgentMetric;
import io.plumbline.agent.admin.AgentMetrics;
import io.plumbline.agent.pipeline.Pipeline;
import io.plumbline.agent.sensor.Sensor;
import java.util.Map;

/** Connects the sensor and the pipeline to the metrics. */
final class PipelineMetrics {

    private PipelineMetrics() {}

    static void of(Sensor sensor, Pipeline pipeline, AgentMetrics metrics) {
        metrics.feed(AgentMetric.EVENTS_RECEIVED, pipeline::received);
        metrics.feed(AgentMetric.EVENTS_LOST, pipeline::lost);
        metrics.feed(AgentMetric.SENSOR, sensor::counters);
        metrics.feed(
                AgentMetric.EVENTS_UNATTRIBUTED,
                () -> Map.of(
                        "host", pipeline.gauges().hostProcesses(),
                        "container-unknown", pipeline.gauges().unattributed()));
        metrics.feed(
                AgentMetric.EXECUTIONS,
                () -> Map.of(
                        "described", pipeline.gauges().describedExecutions(),
                        "undescribed", pipeline.gauges().undescribedExecutions()));
        metrics.feed(AgentMetric.QUEUE_LENGTH, () -> Map.of("pipeline", (long) pipeline.waiting()));
        metrics.feed(AgentMetric.CONTAINERS, () -> pipeline.gauges().containers());
        metrics.feed(AgentMetric.PROCESSES, () -> pipeline.gauges().processes());
        metrics.feed(AgentMetric.INCIDENTS_OPEN, () -> pipeline.gauges().openIncidents());
        metrics.feed(AgentMetric.PIPELINE_FAILURES, pipeline::failures);
        metrics.feed(AgentMetric.CONNECTIONS_CLOSED, () -> pipeline.gauges().closedConnections());
        metrics.feed(AgentMetric.CONNECTIONS_OPEN, () -> pipeline.gauges().openConnections());
        metrics.feed(AgentMetric.CONNECTIONS_FAILED, () -> pipeline.gauges().failedConnections());
        metrics.feed(AgentMetric.CONNECTIONS_FORGOTTEN, () -> pipeline.gauges().forgottenConnections());
        metrics.feed(AgentMetric.TRAFFIC_FORGOTTEN, () -> pipeline.gauges().forgottenTraffic());
        metrics.feed(AgentMetric.NAME_MESSAGES, () -> pipeline.gauges().nameMessages());
        metrics.feed(AgentMetric.NAMED_ADDRESSES, () -> pipeline.gauges().namedAddresses());
        metrics.feed(AgentMetric.PEERS_PENDING, () -> pipeline.gauges().pendingPeers());
        metrics.feed(AgentMetric.PEERS_UNRESOLVED, () -> pipeline.gauges().unresolvedPeers());
        metrics.feed(AgentMetric.LEARNED_DELTAS, () -> pipeline.gauges().deltasTold());
    }
}
