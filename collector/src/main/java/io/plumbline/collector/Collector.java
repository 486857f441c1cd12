// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector;

import io.grpc.Status;
import io.plumbline.collector.agents.AgentEndpoint;
import io.plumbline.collector.agents.AgentRegistry;
import io.plumbline.collector.agents.ClusterFacts;
import io.plumbline.collector.agents.ContextFeed;
import io.plumbline.collector.agents.MessageIntake;
import io.plumbline.collector.agents.ProfileFeed;
import io.plumbline.collector.baselines.BaselineRegistry;
import io.plumbline.collector.cluster.memory.ClusterMemory;
import io.plumbline.collector.cluster.memory.MemoryBounds;
import io.plumbline.collector.cluster.watch.ClusterWatch;
import io.plumbline.collector.decisions.DecisionService;
import io.plumbline.collector.incidents.IncidentFeed;
import io.plumbline.collector.incidents.IncidentRepository;
import io.plumbline.collector.metrics.CollectorMetrics;
import io.plumbline.collector.peers.CurrentKnowledge;
import io.plumbline.collector.peers.PeerResolver;
import io.plumbline.collector.peers.SandboxIndex;
import io.plumbline.collector.peers.SandboxKnowledge;
import io.plumbline.collector.policy.Drift;
import io.plumbline.collector.policy.NetworkPolicies;
import io.plumbline.collector.policy.cluster.NetworkFacts;
import io.plumbline.collector.policy.cluster.ObservedCluster;
import io.plumbline.collector.query.NetworkQueries;
import io.plumbline.collector.query.ProfileChanges;
import io.plumbline.collector.query.ProfileQueries;
import io.plumbline.collector.query.QueryEndpoint;
import io.plumbline.collector.server.ListenAddresses;
import io.plumbline.collector.store.Change;
import io.plumbline.collector.store.Store;
import io.plumbline.collector.store.Times;
import io.plumbline.collector.store.sqlite.SqliteStore;
import io.plumbline.collector.writer.Turn;
import io.plumbline.collector.writer.Writer;
import io.plumbline.profiles.learning.QuietTimeRule;
import io.plumbline.service.config.Address;
import io.plumbline.service.config.ConfigurationException;
import io.plumbline.service.health.AdminServer;
import io.plumbline.service.health.Check;
import io.plumbline.service.health.Heartbeat;
import io.plumbline.service.ids.UuidV7;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running collector: built in start order, closed in reverse. Closing takes no more work, commits what was taken,
 * and then ends the streams.
 */
public final class Collector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    private static final Duration REFRESH = Duration.ofSeconds(1);
    private static final Duration PRUNE = Duration.ofMinutes(1);
    private static final Duration WRITER_LIMIT = Duration.ofSeconds(60);

    private final Store store;
    private final Writer writer;
    private final AgentRegistry registry;
    private final IncidentFeed feed;
    private final ListenAddresses listeners;
    private final AdminServer admin;
    private final ClusterWatch cluster;

    private Collector(
            Store store,
            Writer writer,
            AgentRegistry registry,
            IncidentFeed feed,
            ListenAddresses listeners,
            AdminServer admin,
            ClusterWatch cluster) {
        this.store = store;
        this.writer = writer;
        this.registry = registry;
        this.feed = feed;
        this.listeners = listeners;
        this.admin = admin;
        this.cluster = cluster;
    }

    /**
     * Starts a collector with an SQLite store.
     *
     * @throws ConfigurationException when a setting does not fit this machine
     * @throws io.plumbline.collector.store.StoreException when the store can not be opened
     */
    public static Collector start(CollectorSettings settings, InstantSource clock, PrometheusRegistry metrics) {
        return start(settings, SqliteStore.open(settings.store()), clock, metrics);
    }

    /** Starts a collector on a store, which it closes when it is closed. */
    public static Collector start(
            CollectorSettings settings, Store store, InstantSource clock, PrometheusRegistry prometheus) {
        Writer writer = null;
        ListenAddresses listeners = null;
        ClusterWatch cluster = null;
        try {
            var heartbeat = new Heartbeat("writer", WRITER_LIMIT, System::nanoTime);
            var metrics = new CollectorMetrics(prometheus, heartbeat);
            writer = new Writer(store, metrics, System::nanoTime);
            var rule = new QuietTimeRule(settings.lockMinimumAge(), settings.lockQuietTime());
            var facts = ClusterFacts.load(settings.cluster(), store, new SecureRandom());
            var feed = new IncidentFeed();
            var sandboxes = new SandboxIndex(settings.clockTolerance());
            var baselines = new BaselineRegistry(store, rule, clock);
            var incidents = new IncidentRepository(store, feed, metrics, clock);
            var desk = new DecisionService(store, baselines, incidents, new UuidV7(clock, new SecureRandom()), clock);
            var memory = new ClusterMemory(settings.cluster(), MemoryBounds.defaults(), clock);
            cluster = ClusterWatch.start(settings.kubernetes(), System.getenv(), memory, clock);
            var contexts = new ContextFeed(memory, cluster::view, metrics);
            var profiles = new ProfileFeed(baselines, settings.cluster(), metrics);
            var intake = new MessageIntake(settings.cluster(), baselines, incidents, sandboxes, metrics);
            var registry = new AgentRegistry(facts, intake, profiles, contexts, metrics, clock);

            var knowledge = new CurrentKnowledge(cluster::view, memory, new SandboxKnowledge(sandboxes));
            Supplier<NetworkFacts> network = () -> new ObservedCluster(knowledge, sandboxes);
            var queries = new ProfileQueries(baselines, settings.cluster());
            baselines.load();
            baselines.onCreate(desk::applyStanding);
            registry.load(store);
            store.sandboxes().forEach(sandboxes::put);
            writer.every(REFRESH, turn -> registry.refresh());
            writer.every(settings.lockCheckInterval(), baselines::evaluate);
            ClusterWatch watch = cluster;
            writer.every(PRUNE, turn -> {
                if (watch.isCurrent()) {
                    endLeftBehind(
                            turn, sandboxes, node -> memory.isGoneNode(node) && !registry.isConnected(node), clock);
                }
                prune(turn, sandboxes, settings, clock);
            });
            gauges(metrics, registry, baselines, sandboxes, feed, writer);
            ClusterGauges.register(metrics, memory, cluster);
            writer.start();

            listeners = ListenAddresses.start(
                    settings.addresses(),
                    settings.tls(),
                    settings.socketMode(),
                    List.of(
                            new AgentEndpoint(
                                    writer,
                                    registry,
                                    new PeerResolver(sandboxes, memory, clock),
                                    cluster::view,
                                    metrics),
                            new QueryEndpoint(
                                    writer,
                                    queries,
                                    new ProfileChanges(baselines, queries, settings.cluster(), clock),
                                    new NetworkQueries(
                                            writer,
                                            baselines,
                                            queries,
                                            new NetworkPolicies(network),
                                            new Drift(store),
                                            network,
                                            clock),
                                    desk,
                                    registry,
                                    store,
                                    feed,
                                    metrics)));
            AdminServer admin = AdminServer.start(
                    settings.admin(),
                    List.of(heartbeat.check()),
                    List.of(new Check("store", () -> storeProblem(store))),
                    List.of(new Check("kubernetes", cluster::problem)),
                    prometheus);
            LOG.info(
                    "collector listens: addresses={} admin-port={} cluster={} store={}",
                    listeners.addresses(),
                    admin.port(),
                    settings.cluster(),
                    settings.store());
            return new Collector(store, writer, registry, feed, listeners, admin, cluster);
        } catch (IOException | RuntimeException failed) {
            if (listeners != null) {
                listeners.close();
            }
            if (cluster != null) {
                cluster.close();
            }
            if (writer != null) {
                writer.close();
            }
            store.close();
            throw failed instanceof RuntimeException told
                    ? told
                    : new ConfigurationException(String.valueOf(failed.getMessage()));
        }
    }

    /** The addresses that it listens on, with the port that was taken for port 0. */
    public List<Address> addresses() {
        return listeners.addresses();
    }

    /** The port of {@code /livez}, {@code /readyz} and {@code /metrics}. */
    public int adminPort() {
        return admin.port();
    }

    /** Idempotent. */
    @Override
    public void close() {
        listeners.stopAccepting();
        feed.close();
        // Queued behind everything that was received: what is in flight is committed and acknowledged first.
        writer.submit(turn -> turn.afterCommit(() -> registry.closeAll(
                Status.UNAVAILABLE.withDescription("collector: shutting down (expected: connect again)"))));
        writer.close();
        listeners.close();
        cluster.close();
        admin.close();
        store.close();
    }

    /** A machine that was taken away says no more what became of its pods; their addresses are given out again. */
    private static void endLeftBehind(
            Turn turn, SandboxIndex sandboxes, Predicate<String> isGone, InstantSource clock) {
        sandboxes.leftBehind(isGone, Times.nanos(clock)).forEach(row -> {
            turn.add(new Change.SandboxSaved(row));
            turn.afterCommit(() -> sandboxes.put(row));
        });
    }

    private static void prune(Turn turn, SandboxIndex sandboxes, CollectorSettings settings, InstantSource clock) {
        long before = Times.nanos(clock) - settings.keepClosedSandboxes().toNanos();
        turn.add(new Change.SandboxesForgotten(before));
        turn.afterCommit(() -> sandboxes.forgetEndedBefore(before));
    }

    private static Optional<String> storeProblem(Store store) {
        return store.problem();
    }

    private static void gauges(
            CollectorMetrics metrics,
            AgentRegistry registry,
            BaselineRegistry baselines,
            SandboxIndex sandboxes,
            IncidentFeed feed,
            Writer writer) {
        metrics.gauge("agents_connected", "Agents with a live stream.", registry::connected);
        metrics.gauge("baselines", "Baselines that are known.", baselines::size);
        metrics.gauge("sandbox_addresses", "Addresses of sandboxes that are remembered.", sandboxes::size);
        metrics.gauge("watchers", "People who watch incidents.", feed::watchers);
        metrics.gauge("writer_queue", "Pieces of work that wait for the writer.", writer::waiting);
    }
}
