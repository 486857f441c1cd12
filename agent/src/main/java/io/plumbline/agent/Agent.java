// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent;

import com.google.protobuf.ByteString;
import io.plumbline.agent.admin.AgentHealth;
import io.plumbline.agent.admin.AgentMetric;
import io.plumbline.agent.admin.AgentMetrics;
import io.plumbline.agent.admin.StreamMetrics;
import io.plumbline.agent.container.ContainerRuntime;
import io.plumbline.agent.container.containerd.ContainerdRuntime;
import io.plumbline.agent.kubernetes.ClusterContext;
import io.plumbline.agent.kubernetes.CollectorContext;
import io.plumbline.agent.kubernetes.direct.ClusterContexts;
import io.plumbline.agent.lines.CopyingDelivery;
import io.plumbline.agent.lines.IncidentLinesSettings;
import io.plumbline.agent.lines.StandaloneDelivery;
import io.plumbline.agent.link.AgentIdentity;
import io.plumbline.agent.link.CollectorLink;
import io.plumbline.agent.link.LinkListener;
import io.plumbline.agent.outbox.AgentStore;
import io.plumbline.agent.outbox.Delivery;
import io.plumbline.agent.peer.PeerDirectory;
import io.plumbline.agent.pipeline.Pipeline;
import io.plumbline.agent.pipeline.PipelineMessage;
import io.plumbline.agent.pipeline.PipelineSettings;
import io.plumbline.agent.sensor.BootClock;
import io.plumbline.agent.sensor.EventSink;
import io.plumbline.agent.sensor.Sensor;
import io.plumbline.agent.sensor.SensorEvent;
import io.plumbline.kubernetes.PodContextCodec;
import io.plumbline.profiles.wire.ProfileCodec;
import io.plumbline.service.Version;
import io.plumbline.service.health.AdminServer;
import io.plumbline.service.ids.UuidV7;
import io.plumbline.v1.AgentStatus;
import io.plumbline.v1.ClusterView;
import io.plumbline.v1.PodContext;
import io.plumbline.v1.Profile;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
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
        Greeting greeting = new Greeting(context instanceof CollectorContext fed ? fed : null);
        CollectorLink link = settings.link() == null
                ? null
                : closing(new CollectorLink(
                        settings.link(),
                        store,
                        identity,
                        () -> status(sensor, store, metrics, greeting),
                        greeting,
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
        greeting.pipeline = pipeline;
        // Whoever tells the pipeline something stops before it.
        closing(runtime);
        closing(context);
        closing(sensor);
        adminPort = closing(serve(settings, registry, pipeline, sensor, runtime, context, store, delivery, link))
                .port();
        feed(metrics, pipeline, sensor, store, delivery, link);

        pipeline.start();
        runtime.start(event -> pipeline.tell(new PipelineMessage.ContainersChanged(event)));
        context.start(pod -> pipeline.tell(new PipelineMessage.Context(pod)));
        sensor.start(new PipelineSink(pipeline));
        if (link != null) {
            link.start();
        }
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

    private static AdminServer serve(
            AgentSettings settings,
            PrometheusRegistry registry,
            Pipeline pipeline,
            Sensor sensor,
            ContainerRuntime runtime,
            ClusterContext context,
            AgentStore store,
            Delivery delivery,
            @Nullable CollectorLink link)
            throws IOException {
        AgentHealth health = new AgentHealth()
                // A pipeline that waits for a full disk is no dead one: a restart would lose what waits.
                .alive(
                        "pipeline",
                        () -> store.problem().isPresent()
                                ? Optional.empty()
                                : pipeline.heartbeat().problem())
                // A sensor that waits for such a pipeline is no dead one either.
                .alive(
                        "sensor-threads",
                        () -> store.problem().isPresent()
                                        || pipeline.heartbeat().problem().isPresent()
                                ? Optional.empty()
                                : sensor.stalled())
                .part("store", store::problem)
                .part("sensor", () -> sensor.problem().or(sensor::stalled))
                .part("containerd", runtime::problem)
                .part("kubernetes", context::problem);
        if (link != null) {
            health.part("collector", link::problem);
        }
        if (delivery instanceof StandaloneDelivery alone) {
            health.part("incidents", alone::problem);
        }
        return health.serve(settings.admin(), registry);
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

    private static AgentStatus status(Sensor sensor, AgentStore store, AgentMetrics metrics, Greeting greeting) {
        Pipeline pipeline = greeting.pipeline;
        return AgentStatus.newBuilder()
                .setSensor(sensor.tier())
                .setSensorReason(sensor.problem().orElse(""))
                .putAllCounters(metrics.counters())
                .setOutboxMessages(store.outboxMessages())
                .setContainers(pipeline == null ? 0 : pipeline.gauges().containers())
                .build();
    }

    private static void feed(
            AgentMetrics metrics,
            Pipeline pipeline,
            Sensor sensor,
            AgentStore store,
            Delivery delivery,
            @Nullable CollectorLink link) {
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
        StreamMetrics.of(store, metrics);
        if (link != null) {
            StreamMetrics.of(link, metrics);
        }
        if (delivery instanceof CopyingDelivery copies) {
            StreamMetrics.of(copies, metrics);
        }
    }

    /** Hands what the sensor sees to the pipeline. */
    private record PipelineSink(Pipeline pipeline) implements EventSink {
        @Override
        public void accept(SensorEvent event) {
            pipeline.tell(new PipelineMessage.Sensed(event));
        }

        @Override
        public void acceptAll(List<SensorEvent> events) {
            pipeline.tell(new PipelineMessage.SensedAll(events));
        }
    }

    /** Hands what the collector says to the pipeline, which is made after the link. */
    private static final class Greeting implements LinkListener {
        private final @Nullable CollectorContext context;
        private volatile @Nullable Pipeline pipeline;

        private Greeting(@Nullable CollectorContext context) {
            this.context = context;
        }

        @Override
        public void onWelcome(String cluster, byte[] redactionKey) {
            tell(new PipelineMessage.Welcomed(cluster, ByteString.copyFrom(redactionKey)));
        }

        @Override
        public void onProfile(Profile profile) {
            tell(new PipelineMessage.Profiled(ProfileCodec.fromProto(profile)));
        }

        @Override
        public void onContext(PodContext pod) {
            if (context != null) {
                context.tell(PodContextCodec.fromProto(pod));
            }
        }

        @Override
        public void onView(ClusterView view) {
            if (context != null) {
                context.view(view);
            }
        }

        @Override
        public void onDisconnected(String reason) {}

        private void tell(PipelineMessage message) {
            Pipeline target = pipeline;
            if (target != null) {
                target.tell(message);
            }
        }
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
