// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.agent.admin.AgentMetrics;
import io.plumbline.agent.outbox.AgentStore;
import io.plumbline.agent.sensor.Sensor;
import io.plumbline.v1.AgentStatus;
import java.util.function.Supplier;

/** The agent's status as the collector gets it: the sensor in use, all counters, what waits and what is watched. */
record StatusReport(Sensor sensor, AgentStore store, AgentMetrics metrics, PipelineReference pipeline)
        implements Supplier<AgentStatus> {
    @Override
    public AgentStatus get() {
        return AgentStatus.newBuilder()
                .setSensor(sensor.tier())
                .setSensorReason(sensor.problem().orElse(""))
                .putAllCounters(metrics.counters())
                .setOutboxMessages(store.outboxMessages())
                .setContainers(pipeline.containers())
                .build();
    }
}
