// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector;

import static io.plumbline.collector.testing.Samples.deviation;
import static io.plumbline.collector.testing.Samples.execution;
import static io.plumbline.collector.testing.Samples.incident;
import static io.plumbline.collector.testing.Samples.uuid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.collector.store.StoreException;
import io.plumbline.collector.testing.TestAgent;
import io.plumbline.collector.testing.TestCollector;
import io.plumbline.service.config.Address;
import io.plumbline.v1.ListAgentsRequest;
import io.plumbline.v1.QueryServiceGrpc;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CollectorTest {
    private final TestCollector collector = TestCollector.start();

    @AfterEach
    void close() throws IOException {
        collector.close();
    }

    @Test
    void tellsThatItLivesAndIsReady() throws Exception {
        assertThat(get("/livez")).contains("writer: ok");
        assertThat(get("/readyz")).contains("writer: ok").contains("store: ok");
        assertThat(get("/metrics")).contains("plumbline_collector_agents_connected 0.0");
    }

    @Test
    void countsWhatItDoes() {
        TestAgent.connect(collector.channel(), "node-a", uuid())
                .send(incident(uuid(), 1, "web", deviation("d", execution("/bin/sh"))))
                .settled();

        assertThat(collector.metrics())
                .contains("plumbline_collector_messages_received_total{kind=\"incident\"} 1.0")
                .contains("plumbline_collector_incidents_total{severity=\"high\"} 1.0")
                .contains("plumbline_collector_agents_connected 1.0");
    }

    @Test
    void everyMetricIsDocumented() throws IOException {
        String page = Files.readString(CollectorSettingsTest.documentation("metrics.md"));
        var missing = new TreeSet<String>();
        collector
                .metrics()
                .lines()
                .filter(line -> line.startsWith("# HELP plumbline_collector_"))
                .forEach(line -> {
                    String[] words = line.split(" ", 4);
                    String row = "| `" + words[2] + "` | ";
                    if (!page.contains(row) || !page.contains(words[3])) {
                        missing.add(row + words[3]);
                    }
                });

        assertThat(missing).as("docs/metrics.md: rows to add").isEmpty();
    }

    @Test
    void listensOnTheLoopbackToo() {
        var settings = CollectorSettings.of(
                new Address.Tcp("127.0.0.1", 0), collector.folder().resolve("second.db"));
        try (Collector second = Collector.start(settings, InstantSource.system(), new PrometheusRegistry())) {
            var people = QueryServiceGrpc.newBlockingStub(
                            collector.channel(second.addresses().getFirst()))
                    .withDeadlineAfter(30, TimeUnit.SECONDS);

            assertThat(people.listAgents(ListAgentsRequest.getDefaultInstance()).getAgentsList())
                    .isEqualTo(List.of());
        }
    }

    @Test
    void aSecondCollectorOnTheSameStoreDoesNotStart() {
        var settings = CollectorSettings.of(new Address.Tcp("127.0.0.1", 0), collector.storePath());

        assertThatThrownBy(() -> Collector.start(settings, InstantSource.system(), new PrometheusRegistry()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("used by another collector");
        assertThat(collector
                        .people()
                        .listAgents(ListAgentsRequest.getDefaultInstance())
                        .getAgentsList())
                .isEmpty();
    }

    private String get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "http://127.0.0.1:" + collector.collector().adminPort() + path))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }
}
