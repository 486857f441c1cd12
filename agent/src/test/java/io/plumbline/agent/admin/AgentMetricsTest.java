// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plumbline.service.config.Address;
import io.plumbline.service.health.AdminSettings;
import io.plumbline.service.health.Heartbeat;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class AgentMetricsTest {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AgentMetrics metrics = new AgentMetrics(registry);

    @Test
    void addsUpWhatSeveralPartsKnow() throws IOException {
        metrics.feed(AgentMetric.EVENTS_LOST, () -> Map.of("proc-gone", 3L, "socket-overrun", 1L));
        metrics.feed(AgentMetric.EVENTS_LOST, () -> Map.of("proc-gone", 4L));
        metrics.feed(AgentMetric.CONTAINERS, () -> 7);
        assertThat(scrape())
                .contains("plumbline_agent_events_lost_total{cause=\"proc-gone\"} 7.0")
                .contains("plumbline_agent_events_lost_total{cause=\"socket-overrun\"} 1.0")
                .contains("# TYPE plumbline_agent_events_lost_total counter")
                .contains("plumbline_agent_containers 7.0")
                .doesNotContain("plumbline_agent_sensor_total{");
    }

    @Test
    void givesTheStatusTheSameNames() {
        metrics.feed(AgentMetric.SENSOR, () -> Map.of("forks", 2L));
        metrics.feed(AgentMetric.LEARNED_DELTAS, () -> 5);
        metrics.feed(AgentMetric.CONTAINERS, () -> 7);
        assertThat(metrics.counters())
                .containsExactly(
                        Map.entry("plumbline_agent_learned_deltas_total", 5L),
                        Map.entry("plumbline_agent_sensor_total{counter=\"forks\"}", 2L));
    }

    @Test
    void survivesBrokenSourcesAndEndlessLabels() throws IOException {
        Supplier<Map<String, Long>> broken = () -> {
            throw new IllegalStateException("broken");
        };
        metrics.feed(AgentMetric.EVENTS_LOST, broken);
        Map<String, Long> many = new TreeMap<>();
        for (int i = 0; i < 1_000; i++) {
            many.put("cause-" + i, 1L);
        }
        metrics.feed(AgentMetric.EVENTS_LOST, () -> many);
        String text = scrape();
        assertThat(text.lines().filter(line -> line.startsWith("plumbline_agent_events_lost_total{")))
                .hasSize(65);
        assertThat(text).contains("plumbline_agent_events_lost_total{cause=\"other\"} 936.0");
    }

    @Test
    void refusesSourcesOfTheWrongShape() {
        assertThatIllegalArgumentException().isThrownBy(() -> metrics.feed(AgentMetric.EVENTS_LOST, () -> 1));
        Supplier<Map<String, Long>> labelled = Map::of;
        assertThatIllegalArgumentException().isThrownBy(() -> metrics.feed(AgentMetric.CONTAINERS, labelled));
    }

    @Test
    void servesHealthOfLoopsAndParts() throws Exception {
        var heartbeat = new Heartbeat("pipeline", Duration.ofSeconds(10), System::nanoTime);
        try (var server = new AgentHealth()
                        .alive("pipeline", heartbeat::problem)
                        .part("store", Optional::empty)
                        .part("collector", () -> Optional.of("not reachable"))
                        .serve(new AdminSettings(new Address.Tcp("127.0.0.1", 0)), registry);
                var client = HttpClient.newHttpClient()) {
            assertThat(get(client, server.port(), "/livez").body()).isEqualTo("pipeline: ok\n");
            HttpResponse<String> ready = get(client, server.port(), "/readyz");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).isEqualTo("pipeline: ok\nstore: ok\ncollector: not reachable\n");
            assertThat(get(client, server.port(), "/metrics").body()).contains("process_resident_memory_bytes");
        }
    }

    @Test
    void isListedInTheDocumentation() throws IOException {
        var expected = new StringBuilder("| metric | type | label | meaning |\n|---|---|---|---|\n");
        for (AgentMetric metric : AgentMetric.values()) {
            expected.append("| `%s` | %s | %s | %s |%n"
                    .formatted(
                            metric.metricName(),
                            metric.isCounter() ? "counter" : "gauge",
                            metric.label() == null ? "" : "`" + metric.label() + "`",
                            metric.help()));
        }
        String page = Files.readString(documentation());
        assertThat(page)
                .as("docs/metrics.md: replace the agent's table by this one")
                .contains(expected.toString());
        assertThat(Arrays.stream(AgentMetric.values()).map(AgentMetric::metricName))
                .doesNotHaveDuplicates();
    }

    private static Path documentation() {
        Path here = Path.of("").toAbsolutePath();
        Path root =
                Files.exists(here.resolve("docs")) ? here : here.resolve("..").normalize();
        return root.resolve("docs").resolve("metrics.md");
    }

    private static HttpResponse<String> get(HttpClient client, int port, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String scrape() throws IOException {
        var out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }
}
