// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.process;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The metrics that a program serves at /metrics, in Prometheus text.
 *
 * @param samples value by name with labels, as written: {@code plumbline_agent_executions_total{outcome="described"}}
 */
public record MetricsText(Map<String, Double> samples) {
    public MetricsText {
        samples = Map.copyOf(samples);
    }

    /** Lines that are no samples are skipped. */
    public static MetricsText parse(String text) {
        Map<String, Double> samples = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            int end = line.indexOf('}') < 0 ? line.indexOf(' ') : line.indexOf('}') + 1;
            if (end > 0 && !line.startsWith("#") && line.length() > end) {
                try {
                    samples.put(
                            line.substring(0, end),
                            Double.parseDouble(line.substring(end).strip().split(" ", 2)[0]));
                } catch (NumberFormatException noSample) {
                    // The parts of the text that are needed are asked for by name; a torn line has no name that is
                    // asked for.
                }
            }
        }
        return new MetricsText(samples);
    }

    /** 0 when there is no such sample. */
    public double get(String name) {
        return samples.getOrDefault(name, 0.0);
    }

    /** 0 when there is no such sample. */
    public double get(String name, String label, String value) {
        return get(name + "{" + label + "=\"" + value + "\"}");
    }

    /** All samples of a metric, whatever their labels. */
    public double sum(String name) {
        return samples.entrySet().stream()
                .filter(sample ->
                        sample.getKey().equals(name) || sample.getKey().startsWith(name + "{"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** The growth of each sample. */
    public MetricsText since(MetricsText before) {
        return new MetricsText(samples.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, sample -> sample.getValue() - before.get(sample.getKey()))));
    }
}
