// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves {@code /livez} (do the loops turn?), {@code /readyz} (is everything in order?) and {@code /metrics}.
 *
 * <p>{@code /livez} must never depend on another process: a restart would not mend it.
 */
public final class AdminServer implements AutoCloseable {

    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    private AdminServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to serve.
     *
     * @param live what {@code /livez} asks
     * @param ready what {@code /readyz} asks, after those of {@code live}
     * @throws IOException when the address cannot be bound; the message names it
     */
    public static AdminServer start(
            AdminSettings settings, List<Check> live, List<Check> ready, PrometheusRegistry registry)
            throws IOException {
        return start(settings, live, ready, List.of(), registry);
    }

    /**
     * Starts to serve, as the other does, with problems that are told besides.
     *
     * @param told what {@code /readyz} tells besides: a problem there does not keep the process from its work
     */
    public static AdminServer start(
            AdminSettings settings, List<Check> live, List<Check> ready, List<Check> told, PrometheusRegistry registry)
            throws IOException {
        InetSocketAddress address = settings.address().toSocketAddress();
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException taken) {
            throw new IOException(
                    AdminSettings.ADDRESS.name() + ": " + settings.address() + " (expected: a free local address): "
                            + taken.getMessage(),
                    taken);
        }
        ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("plumbline-admin-", 0).factory());
        server.setExecutor(threads);
        var all = new ArrayList<>(live);
        all.addAll(ready);
        server.createContext("/livez", exchange -> health(exchange, "/livez", live, List.of()));
        server.createContext("/readyz", exchange -> health(exchange, "/readyz", all, told));
        server.createContext("/metrics", exchange -> metrics(exchange, registry));
        server.createContext("/", exchange -> notFound(exchange));
        server.start();
        return new AdminServer(server, threads);
    }

    /** The port in use. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void health(HttpExchange exchange, String path, List<Check> checks, List<Check> told)
            throws IOException {
        if (!accepts(exchange, path)) {
            return;
        }
        var body = new StringBuilder();
        boolean healthy = true;
        for (Check check : checks) {
            Optional<String> problem = check.now();
            healthy &= problem.isEmpty();
            body.append(check.name()).append(": ").append(problem.orElse("ok")).append('\n');
        }
        for (Check check : told) {
            body.append(check.name())
                    .append(": ")
                    .append(check.now().orElse("ok"))
                    .append('\n');
        }
        if (checks.isEmpty()) {
            body.append("ok\n");
        }
        send(exchange, healthy ? 200 : 503, TEXT, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void metrics(HttpExchange exchange, PrometheusRegistry registry) throws IOException {
        if (!accepts(exchange, "/metrics")) {
            return;
        }
        var writer = PrometheusTextFormatWriter.create();
        var body = new ByteArrayOutputStream();
        try {
            writer.write(body, registry.scrape());
        } catch (RuntimeException broken) {
            // One broken gauge must not look like a dead process.
            send(exchange, 500, TEXT, ("metrics: " + broken + "\n").getBytes(StandardCharsets.UTF_8));
            return;
        }
        send(exchange, 200, writer.getContentType(), body.toByteArray());
    }

    private static void notFound(HttpExchange exchange) throws IOException {
        send(exchange, 404, TEXT, "/livez\n/readyz\n/metrics\n".getBytes(StandardCharsets.UTF_8));
    }

    /** The JDK's server matches prefixes; we want exact paths, read only. */
    private static boolean accepts(HttpExchange exchange, String path) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(path)) {
            notFound(exchange);
            return false;
        }
        String method = exchange.getRequestMethod();
        if (method.equals("GET") || method.equals("HEAD")) {
            return true;
        }
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, 405, TEXT, "GET or HEAD\n".getBytes(StandardCharsets.UTF_8));
        return false;
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }
}
