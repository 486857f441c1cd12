// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.metrics;

import io.plumbline.collector.writer.WriterObserver;
import io.plumbline.service.health.Heartbeat;
import io.plumbline.v1.Decision;
import io.plumbline.v1.Verdict;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The counters of the collector, under {@code plumbline_collector_}. Thread-safe. */
public final class CollectorMetrics implements WriterObserver {
    private static final String PREFIX = "plumbline_collector_";

    private final PrometheusRegistry registry;
    private final Heartbeat writer;
    private final Counter messages;
    private final Counter duplicates;
    private final Counter refused;
    private final Counter streamsClosed;
    private final Counter incidents;
    private final Counter decisions;
    private final Counter deltas;
    private final Counter profilesSent;
    private final Counter contextsSent;
    private final Counter watchersDropped;
    private final Counter peers;
    private final Counter commits;
    private final Counter commitFailures;
    private final Counter workFailures;
    private final Histogram commitChanges;
    private final Histogram commitSeconds;

    /** {@code writer}: beaten on each turn of the writer. */
    public CollectorMetrics(PrometheusRegistry registry, Heartbeat writer) {
        this.registry = registry;
        this.writer = writer;
        messages = counter("messages_received_total", "Messages of agents, by kind.", "kind");
        duplicates =
                counter("messages_duplicate_total", "Messages that were stored already and were only acknowledged.");
        refused = counter("messages_refused_total", "Messages that were acknowledged but not kept, by kind.", "kind");
        streamsClosed =
                counter("streams_closed_total", "Streams of agents that the collector closed, by status.", "status");
        incidents = counter("incidents_total", "New incidents, by severity.", "severity");
        decisions = counter("decisions_total", "Decisions of people, by verdict.", "verdict");
        deltas = counter("deltas_total", "Learned deltas, by what became of them.", "outcome");
        profilesSent = counter("profiles_sent_total", "Profiles sent to agents.");
        contextsSent = counter("contexts_sent_total", "Messages to agents of what the cluster says of their pods.");
        watchersDropped = counter("watchers_dropped_total", "Watchers that were closed because they read too slowly.");
        peers = counter("peers_asked_total", "Questions who had an address, by result.", "result");
        commits = counter("commits_total", "Commits to the store.");
        commitFailures = counter("commit_failures_total", "Commits that the store refused.");
        workFailures = counter("work_failures_total", "Pieces of work that broke.");
        commitChanges = Histogram.builder()
                .name(PREFIX + "commit_changes")
                .help("Changes per commit.")
                .classicUpperBounds(1, 4, 16, 64, 256, 1024, 4096)
                .register(registry);
        commitSeconds = Histogram.builder()
                .name(PREFIX + "commit_seconds")
                .help("Duration of a commit in seconds.")
                .classicUpperBounds(0.001, 0.005, 0.02, 0.1, 0.5, 2)
                .register(registry);
    }

    /** Adds a counter that asks when it is read. */
    public void counter(String name, String help, LongSupplier value) {
        CounterWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(callback -> callback.call((double) value.getAsLong()))
                .register(registry);
    }

    /** Adds a gauge that asks when it is read. */
    public void gauge(String name, String help, LongSupplier value) {
        GaugeWithCallback.builder()
                .name(PREFIX + name)
                .help(help)
                .callback(callback -> callback.call((double) value.getAsLong()))
                .register(registry);
    }

    public void received(String kind) {
        messages.labelValues(kind).inc();
    }

    public void duplicate() {
        duplicates.inc();
    }

    public void refused(String kind) {
        refused.labelValues(kind).inc();
    }

    public void streamClosed(String status) {
        streamsClosed.labelValues(status).inc();
    }

    public void newIncident(String severity) {
        incidents.labelValues(severity).inc();
    }

    public void decided(Decision decision) {
        String verdict = decision.getVerdict() == Verdict.VERDICT_REJECT ? "reject" : "accept";
        decisions.labelValues(decision.hasUndoOf() ? "undo" : verdict).inc();
    }

    public void learned(String outcome) {
        deltas.labelValues(outcome).inc();
    }

    public void profilesSent(int count) {
        profilesSent.inc(count);
    }

    public void contextsSent(int count) {
        contextsSent.inc(count);
    }

    public void watcherDropped() {
        watchersDropped.inc();
    }

    public void peerAsked(boolean found) {
        peers.labelValues(found ? "found" : "unknown").inc();
    }

    @Override
    public void turned() {
        writer.beat();
    }

    @Override
    public void committed(int changes, long tookNanos) {
        commits.inc();
        commitChanges.observe(changes);
        commitSeconds.observe(tookNanos / (double) TimeUnit.SECONDS.toNanos(1));
    }

    @Override
    public void commitFailed() {
        commitFailures.inc();
    }

    @Override
    public void workFailed() {
        workFailures.inc();
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder()
                .name(PREFIX + name)
                .help(help)
                .labelNames(labels)
                .register(registry);
    }
}
