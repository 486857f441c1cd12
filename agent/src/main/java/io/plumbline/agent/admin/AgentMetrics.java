// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.admin;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the agent's parts for their numbers when somebody scrapes. Thread-safe; the suppliers must be quick, without I/O, and safe
 * from any thread.
 */
public final class AgentMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(AgentMetrics.class);

    /** Label values may come from pods; more than these become "other". */
    private static final int MAX_SERIES = 64;

    private final Map<AgentMetric, List<Supplier<Map<String, Long>>>> sources = new ConcurrentHashMap<>();

    /** Declares all metrics; those that nobody feeds have no sample. */
    public AgentMetrics(PrometheusRegistry registry) {
        for (AgentMetric metric : AgentMetric.values()) {
            sources.put(metric, new CopyOnWriteArrayList<>());
            String label = metric.label();
            String[] labels = label == null ? new String[0] : new String[] {label};
            if (metric.isCounter()) {
                CounterWithCallback.builder()
                        .name(metric.metricName())
                        .help(metric.help())
                        .labelNames(labels)
                        .callback(sample -> samples(metric, (value, values) -> sample.call(value, values)))
                        .register(registry);
            } else {
                GaugeWithCallback.builder()
                        .name(metric.metricName())
                        .help(metric.help())
                        .labelNames(labels)
                        .callback(sample -> samples(metric, (value, values) -> sample.call(value, values)))
                        .register(registry);
            }
        }
    }

    /**
     * Feeds a metric without label. Several sources of one metric are added up.
     *
     * @throws IllegalArgumentException when the metric has a label
     */
    public void feed(AgentMetric metric, LongSupplier source) {
        if (metric.label() != null) {
            throw new IllegalArgumentException("metric: " + metric + " (expected: one without label)");
        }
        add(metric, () -> Map.of("", source.getAsLong()));
    }

    /**
     * Feeds a metric by the value of its label. The same value from several sources is added up.
     *
     * @throws IllegalArgumentException when the metric has no label
     */
    public void feed(AgentMetric metric, Supplier<Map<String, Long>> source) {
        if (metric.label() == null) {
            throw new IllegalArgumentException("metric: " + metric + " (expected: one with a label)");
        }
        add(metric, source);
    }

    /** All counters by name as in {@code /metrics}, for the status that the collector gets; those never fed are not among them. */
    public Map<String, Long> counters() {
        Map<String, Long> counters = new TreeMap<>();
        for (AgentMetric metric : AgentMetric.values()) {
            if (metric.isCounter()) {
                String label = metric.label();
                read(metric)
                        .forEach((value, count) -> counters.put(
                                label == null
                                        ? metric.metricName()
                                        : metric.metricName() + "{" + label + "=\"" + value + "\"}",
                                count));
            }
        }
        return counters;
    }

    private void add(AgentMetric metric, Supplier<Map<String, Long>> source) {
        sources.getOrDefault(metric, List.of()).add(source);
    }

    private void samples(AgentMetric metric, BiConsumer<Double, String[]> sample) {
        boolean labelled = metric.label() != null;
        read(metric)
                .forEach((value, count) ->
                        sample.accept((double) count, labelled ? new String[] {value} : new String[0]));
    }

    private Map<String, Long> read(AgentMetric metric) {
        Map<String, Long> sum = new TreeMap<>();
        for (Supplier<Map<String, Long>> source : sources.getOrDefault(metric, List.of())) {
            try {
                source.get()
                        .forEach((value, count) -> sum.merge(
                                sum.size() < MAX_SERIES || sum.containsKey(value) ? value : "other", count, Long::sum));
            } catch (RuntimeException broken) {
                // One broken source must not hide the others.
                LOG.warn("metric {}: source failed: {}", metric.metricName(), broken.toString());
            }
        }
        return sum;
    }
}
