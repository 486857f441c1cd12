// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Serves as much of a Kubernetes API server as the collector asks for: lists in pages, and watches in which nothing happens.
 */
final class PagedApi implements AutoCloseable {
    private static final int MOST = 500;
    private static final Map<String, String> KINDS = Map.of(
            "pods", "Pod",
            "services", "Service",
            "nodes", "Node",
            "namespaces", "Namespace",
            "replicationcontrollers", "ReplicationController",
            "replicasets", "ReplicaSet",
            "jobs", "Job",
            "endpointslices", "EndpointSlice");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final LargeCluster cluster;

    private PagedApi(HttpServer server, LargeCluster cluster) {
        this.server = server;
        this.cluster = cluster;
    }

    static PagedApi start(LargeCluster cluster) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var api = new PagedApi(server, cluster);
        server.setExecutor(api.threads);
        server.createContext("/", api::answer);
        server.start();
        return api;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String kind = path.substring(path.lastIndexOf('/') + 1);
            Map<String, String> query = query(exchange.getRequestURI().getQuery());
            if (!KINDS.containsKey(kind)) {
                send(exchange, 404, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":404}");
            } else if (!"true".equals(query.get("watch"))) {
                send(exchange, 200, page(kind, Integer.parseInt(query.getOrDefault("continue", "0"))));
            } else if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
                // No web socket: the client then watches by a request that stays open.
                send(exchange, 200, "");
            } else {
                exchange.sendResponseHeaders(200, 0);
                // The client counts a watch as one when something has come.
                exchange.getResponseBody().write("""
                        {"type":"BOOKMARK","object":{"kind":"%s","apiVersion":"v1","metadata":{"resourceVersion":"1"}}}
                        """.formatted(KINDS.get(kind)).getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                closing.await();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private String page(String kind, int from) {
        int to = Math.min(from + MOST, cluster.count(kind));
        String items = IntStream.range(from, to)
                .mapToObj(number -> cluster.object(kind, number))
                .collect(Collectors.joining(","));
        String next = to < cluster.count(kind) ? ",\"continue\":\"" + to + "\"" : "";
        return """
                {"kind":"%sList","apiVersion":"v1","metadata":{"resourceVersion":"1"%s},"items":[%s]}""".formatted(KINDS.get(kind), next, items);
    }

    private static Map<String, String> query(String text) {
        return text == null
                ? Map.of()
                : Stream.of(text.split("&", -1))
                        .map(part -> part.split("=", 2))
                        .filter(part -> part.length == 2)
                        .collect(Collectors.toMap(part -> part[0], part -> part[1], (one, two) -> two));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
