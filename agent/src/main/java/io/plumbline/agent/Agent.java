// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import io.plumbline.agent.admin.AgentMetrics;
import io.plumbline.agent.admin.StreamMetrics;
import io.plumbline.agent.container.containerd.ContainerdRuntime;
import io.plumbline.agent.kubernetes.ClusterContext;
import io.plumbline.agent.kubernetes.direct.ClusterContexts;
import io.plumbline.agent.lines.CopyingDelivery;
import io.plumbline.agent.lines.IncidentLinesSettings;
import io.plumbline.agent.lines.StandaloneDelivery;
import io.plumbline.agent.link.AgentIdentity;
import io.plumbline.agent.link.CollectorLink;
import io.plumbline.agent.outbox.AgentStore;
import io.plumbline.agent.outbox.Delivery;
import io.plumbline.agent.peer.PeerDirectory;
import io.plumbline.agent.pipeline.Pipeline;
import io.plumbline.agent.pipeline.PipelineMessage;
import io.plumbline.agent.pipeline.PipelineSettings;
import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.Sensor;
import io.plumbline.service.Version;
import io.plumbline.service.ids.UuidV7;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent, put together in the order in which it starts, and closed in the reverse. */
public final class Agent implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private int adminPort;

    private Agent() {}

    /**
     * Starts an agent.
     *
     * @param environment of the process
     * @param standardOutput for incidents as JSON lines, when the settings say so
     * @throws IOException when the state directory or the admin address can not be had; the message names value and
     *     expectation
     */
    public static Agent start(AgentSettings settings, Map<String, String> environment, OutputStream standardOutput)
            throws IOException {
        Agent agent = new Agent();
        try {
            agent.open(settings, environment, standardOutput);
            return agent;
        } catch (IOException | RuntimeException refused) {
            agent.close();
            throw refused;
        }
    }

    private void open(AgentSettings settings, Map<String, String> environment, OutputStream standardOutput)
            throws IOException {
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        UuidV7 ids = new UuidV7(clock, random);
        BootClock bootClock = new BootClock();
        ExecutorService blocking = closing(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("plumbline-blocking-", 0).factory()));

        AgentStore store = closing(AgentStore.open(settings.store(), ids));
        AgentIdentity identity = AgentIdentity.read(
                settings.node(),
                ids.nextText(),
                Version.current(),
                settings.sensor().proc());
        Sensor sensor = SensorTiers.open(settings);
        ContainerdRuntime runtime = new ContainerdRuntime(settings.containerd(), clock);
        ClusterContext context = ClusterContexts.open(
                settings.kubernetes(), settings.kubernetes().decided(settings.link() != null, environment));

        PrometheusRegistry registry = new PrometheusRegistry();
        AgentMetrics metrics = new AgentMetrics(registry);
        PipelineReference ahead = new PipelineReference();
        CollectorLink link = settings.link() == null
                ? null
                : closing(new CollectorLink(
                        settings.link(),
                        store,
                        identity,
                        new StatusReport(sensor, store, metrics, ahead),
                        new CollectorMessages(ahead, context),
                        ids,
                        clock,
                        random));
        Delivery delivery = delivery(settings, store, standardOutput);
        Pipeline pipeline = closing(new PipelineSettings(
                        settings.node(),
                        identity.bootId(),
                        settings.sensor().proc(),
                        settings.cluster(),
                        settings.cgroupRoot(),
                        context::patience,
                        settings.peers(),
                        link == null ? settings.lockRule() : null)
                .open(
                        sensor,
                        delivery,
                        store,
                        link == null ? PeerDirectory.nobody() : new CollectorPeers(link),
                        blocking,
                        bootClock,
                        () -> unixNanos(clock),
                        ids));
        ahead.set(pipeline);
        // Whoever tells the pipeline something stops before it.
        closing(runtime);
        closing(context);
        closing(sensor);
        HealthParts health = new HealthParts(pipeline, store, sensor, runtime, context, delivery, link);
        adminPort = closing(health.health().serve(settings.admin(), registry)).port();
        PipelineMetrics.of(sensor, pipeline, metrics);
        StreamMetrics.of(store, metrics);
        if (delivery instanceof CopyingDelivery copies) {
            StreamMetrics.of(copies, metrics);
        }
        if (link != null) {
            StreamMetrics.of(link, metrics);
        }

        pipeline.start();
        runtime.start(event -> pipeline.tell(new PipelineMessage.ContainersChanged(event)));
        context.start(pod -> pipeline.tell(new PipelineMessage.Context(pod)));
        sensor.start(new PipelineSink(pipeline));
        if (link != null) {
            link.start();
        }
        logStart(settings, sensor);
    }

    private static void logStart(AgentSettings settings, Sensor sensor) {
        log.info(
                "watching node {} (sensor {}, containerd {}, {})",
                settings.node(),
                sensor.tier(),
                settings.containerd().socket(),
                settings.link() == null
                        ? "alone"
                        : "collector " + settings.link().address());
        sensor.variants().forEach((signal, variant) -> log.info("watched: {} by {}", signal, variant));
        sensor.unwatched().forEach((signal, reason) -> log.info("not watched: {} ({})", signal, reason));
    }

    private static long unixNanos(InstantSource clock) {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private Delivery delivery(AgentSettings settings, AgentStore store, OutputStream standardOutput) {
        IncidentLinesSettings lines = settings.lines();
        if (settings.link() == null) {
            return closing(StandaloneDelivery.start(
                    store, lines == null ? new IncidentLinesSettings(null) : lines, standardOutput));
        }
        return lines == null ? store : closing(CopyingDelivery.start(store, lines, standardOutput));
    }

    private <T extends AutoCloseable> T closing(T part) {
        parts.push(part);
        return part;
    }

    /** The port at which health and metrics are served. */
    public int adminPort() {
        return adminPort;
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /** Stops in the reverse order of the start; what the pipeline knows is written before. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failure) {
                log.warn("a part did not close: {}", failure.toString());
            }
        }
        ended.countDown();
    }
}
