// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.admin;

import io.plumbline.service.health.AdminServer;
import io.plumbline.service.health.AdminSettings;
import io.plumbline.service.health.Check;
import io.plumbline.service.metrics.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gathers what makes the agent alive and ready, then serves it. For the thread that starts the agent. */
public final class AgentHealth {

    private final List<Check> live = new ArrayList<>();
    private final List<Check> ready = new ArrayList<>();
    private final List<Check> told = new ArrayList<>();

    /** Something that must be alive: {@code /livez} fails when it is not, and a restart must mend it. */
    public AgentHealth alive(String name, Supplier<Optional<String>> problem) {
        live.add(new Check(name, problem));
        return this;
    }

    /** Something that must be in order for {@code /readyz}: the store, the sensor, the container runtime. */
    public AgentHealth part(String name, Supplier<Optional<String>> problem) {
        ready.add(new Check(name, problem));
        return this;
    }

    /** Something whose problem {@code /readyz} tells without failing: the link to the collector. */
    public AgentHealth told(String name, Supplier<Optional<String>> problem) {
        told.add(new Check(name, problem));
        return this;
    }

    /**
     * Serves health and metrics, those of the process included.
     *
     * @throws IOException when the address cannot be bound
     */
    public AdminServer serve(AdminSettings settings, PrometheusRegistry registry) throws IOException {
        ProcessMetrics.register(registry, "agent", Path.of("/proc/self"));
        return AdminServer.start(settings, live, ready, told, registry);
    }
}
