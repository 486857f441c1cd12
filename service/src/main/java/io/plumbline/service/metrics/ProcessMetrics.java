// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.metrics;

import io.plumbline.service.Version;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/** Version, CPU and memory of this process under the names that every Prometheus dashboard knows. */
public final class ProcessMetrics {

    /** USER_HZ is 100 on every architecture that Java 25 runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private ProcessMetrics() {}

    /**
     * Adds {@code plumbline_build_info}, {@code process_*} and {@code jvm_memory_*} to the registry.
     *
     * @param component {@code agent} or {@code collector}
     * @param proc normally {@code /proc/self}
     */
    public static void register(PrometheusRegistry registry, String component, Path proc) {
        Info build = Info.builder()
                .name("plumbline_build_info")
                .help("What runs here.")
                .labelNames("component", "version", "java")
                .register(registry);
        build.setLabelValues(component, Version.current(), Runtime.version().toString());
        CounterWithCallback.builder()
                .name("process_cpu_seconds_total")
                .help("User and system CPU time spent in seconds.")
                .callback(callback -> callback.call(read(proc, "stat", ProcessMetrics::cpuSeconds)))
                .register(registry);
        GaugeWithCallback.builder()
                .name("process_resident_memory_bytes")
                .help("Resident memory size in bytes.")
                .callback(callback -> callback.call(read(proc, "status", text -> 1_024 * line(text, "VmRSS:"))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("process_threads")
                .help("Operating-system threads of the process.")
                .callback(callback -> callback.call(read(proc, "status", text -> line(text, "Threads:"))))
                .register(registry);
        GaugeWithCallback.builder()
                .name("jvm_memory_used_bytes")
                .help("Used heap of the JVM in bytes.")
                .labelNames("area")
                .callback(callback -> callback.call(
                        (double) Runtime.getRuntime().totalMemory()
                                - Runtime.getRuntime().freeMemory(),
                        "heap"))
                .register(registry);
    }

    private static double read(Path proc, String file, ToDoubleFunction<String> parse) {
        try {
            return parse.applyAsDouble(Files.readString(proc.resolve(file)));
        } catch (IOException unreadable) {
            return Double.NaN;
        }
    }

    /** Fields 14 and 15 of {@code /proc/PID/stat}; the name in brackets may hold anything. */
    static double cpuSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        if (fields.length < 13) {
            return Double.NaN;
        }
        return (number(fields[11]).orElse(0) + number(fields[12]).orElse(0)) / TICKS_PER_SECOND;
    }

    /** The number behind a label of {@code /proc/PID/status}. */
    static double line(String status, String label) {
        for (String line : status.lines().toList()) {
            if (line.startsWith(label)) {
                OptionalLong value =
                        number(line.substring(label.length()).strip().split(" ", -1)[0]);
                return value.isPresent() ? value.getAsLong() : Double.NaN;
            }
        }
        return Double.NaN;
    }

    private static OptionalLong number(String text) {
        return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
