// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.agent.admin.AgentHealth;
import io.plumbline.agent.container.ContainerRuntime;
import io.plumbline.agent.kubernetes.ClusterContext;
import io.plumbline.agent.lines.StandaloneDelivery;
import io.plumbline.agent.link.CollectorLink;
import io.plumbline.agent.outbox.AgentStore;
import io.plumbline.agent.outbox.Delivery;
import io.plumbline.agent.pipeline.Pipeline;
import io.plumbline.agent.sensor.Sensor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts whose health is served: those that must be alive and those that must be in order.
 *
 * @param link null when the agent is alone
 */
record HealthParts(
        Pipeline pipeline,
        AgentStore store,
        Sensor sensor,
        ContainerRuntime runtime,
        ClusterContext context,
        Delivery delivery,
        @Nullable CollectorLink link) {

    AgentHealth health() {
        AgentHealth health = new AgentHealth()
                .alive("pipeline", this::stall)
                .alive("sensor-threads", this::sensorStall)
                .part("store", store::problem)
                .part("sensor", () -> sensor.problem().or(sensor::stalled))
                .part("containerd", runtime::problem)
                .part("kubernetes", context::problem);
        if (link != null) {
            // Without its collector an agent watches, judges and keeps what it finds: that is no reason to be taken out
            // of service.
            health.told("collector", link::problem);
        }
        if (delivery instanceof StandaloneDelivery alone) {
            health.part("incidents", alone::problem);
        }
        return health;
    }

    /** A pipeline that waits for a full disk is no dead one: a restart would lose what waits. */
    private Optional<String> stall() {
        return store.problem().isPresent()
                ? Optional.empty()
                : pipeline.heartbeat().problem();
    }

    /** A sensor that waits for such a pipeline is no dead one either. */
    private Optional<String> sensorStall() {
        return store.problem().isPresent() || pipeline.heartbeat().problem().isPresent()
                ? Optional.empty()
                : sensor.stalled();
    }
}
