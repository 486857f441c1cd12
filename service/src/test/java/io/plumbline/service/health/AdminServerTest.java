// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.service.config.Address;
import io.plumbline.service.config.ConfigurationException;
import io.plumbline.service.config.ConfiguredProgram;
import io.plumbline.service.metrics.ProcessMetrics;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AdminServerTest {

    private static final AdminSettings ANY_PORT = new AdminSettings(new Address.Tcp("127.0.0.1", 0));
    private static final ConfiguredProgram PROGRAM = ConfiguredProgram.of("agent", "watches", AdminSettings.settings());

    private final AtomicLong nanoTime = new AtomicLong(5);
    private final Heartbeat heartbeat = new Heartbeat("pipeline", Duration.ofSeconds(10), nanoTime::get);
    private final AtomicReference<Optional<String>> problem = new AtomicReference<>(Optional.empty());
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private AdminServer server;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        ProcessMetrics.register(registry, "agent", Path.of("/proc/self"));
        server = AdminServer.start(
                ANY_PORT, List.of(heartbeat.check()), List.of(new Check("collector", problem::get)), registry);
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        server.close();
    }

    @Test
    void isAliveWhileTheLoopTurns() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        nanoTime.addAndGet(Duration.ofSeconds(11).toNanos());
        HttpResponse<String> dead = get("/livez");
        assertThat(dead.statusCode()).isEqualTo(503);
        assertThat(dead.body()).isEqualTo("pipeline: last turn 11 s ago (expected: at most 10 s)\n");
        heartbeat.beat();
        assertThat(get("/livez").body()).isEqualTo("pipeline: ok\n");
    }

    @Test
    void aLoopThatEndedIsDeadAtOnce() throws Exception {
        heartbeat.ended(new InternalError("page fault"));
        assertThat(get("/livez").body())
                .isEqualTo("pipeline: ended with java.lang.InternalError: page fault"
                        + " (expected: it runs as long as the program)\n");
    }

    @Test
    void isReadyWhenAllChecksAre() throws Exception {
        assertThat(get("/readyz").body()).isEqualTo("pipeline: ok\ncollector: ok\n");
        problem.set(Optional.of("collector 127.0.0.1:9 is not reachable"));
        HttpResponse<String> unready = get("/readyz");
        assertThat(unready.statusCode()).isEqualTo(503);
        assertThat(unready.body()).isEqualTo("pipeline: ok\ncollector: collector 127.0.0.1:9 is not reachable\n");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void reportsChecksThatFailThemselves() {
        var check = new Check("store", () -> {
            throw new IllegalStateException("closed");
        });
        assertThat(check.now()).contains("check failed: java.lang.IllegalStateException: closed");
    }

    @Test
    void servesMetricsInPrometheusText() throws Exception {
        HttpResponse<String> metrics = get("/metrics");
        assertThat(metrics.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(metrics.body())
                .contains("plumbline_build_info{component=\"agent\"")
                .containsPattern("process_resident_memory_bytes [1-9]")
                .containsPattern("process_cpu_seconds_total \\d")
                .contains("jvm_memory_used_bytes{area=\"heap\"}");
    }

    @Test
    void survivesBrokenMetrics() throws Exception {
        GaugeWithCallback.builder()
                .name("broken")
                .callback(callback -> {
                    throw new IllegalStateException("no");
                })
                .register(registry);
        assertThat(get("/metrics").statusCode()).isEqualTo(500);
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void answersOnlyWhatItKnows() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        assertThat(get("/livez/x").statusCode()).isEqualTo(404);
        HttpResponse<String> post = client.send(
                request("/livez").POST(HttpRequest.BodyPublishers.ofString("x")).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(post.statusCode()).isEqualTo(405);
        HttpResponse<String> head = client.send(request("/livez").HEAD().build(), HttpResponse.BodyHandlers.ofString());
        assertThat(head.statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhichAddressIsTaken() {
        var taken = new AdminSettings(new Address.Tcp("127.0.0.1", server.port()));
        assertThatThrownBy(() -> AdminServer.start(taken, List.of(), List.of(), registry))
                .isInstanceOf(IOException.class)
                .hasMessage("admin.address: 127.0.0.1:" + server.port()
                        + " (expected: a free local address): Address already in use");
    }

    @Test
    void listensOnTheLoopbackByDefault() {
        assertThat(AdminSettings.from(PROGRAM.configure(List.of(), Map.of())))
                .isEqualTo(new AdminSettings(new Address.Tcp("127.0.0.1", 9464)));
    }

    @Test
    void takesItsAddressFromTheSettings() {
        assertThat(AdminSettings.from(PROGRAM.configure(List.of("--admin.address", "[::]:1"), Map.of())))
                .isEqualTo(new AdminSettings(new Address.Tcp("::", 1)));
        assertThatThrownBy(() -> PROGRAM.configure(List.of("--admin.address", "unix:/x"), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("--admin.address: \"unix:/x\" (expected: host:port)");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }
}
