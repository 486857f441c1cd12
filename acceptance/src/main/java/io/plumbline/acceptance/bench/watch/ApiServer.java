// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.plumbline.acceptance.lab.pod.PodSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Serves as much of a Kubernetes API server as an agent asks for: the pods of a full node, none of which ever changes.
 */
public final class ApiServer implements AutoCloseable {
    private static final int OTHER_PODS = 100;
    private static final String PODS = "/api/v1/pods";
    private static final String NAMESPACES = "/api/v1/namespaces/";

    /** The client counts a watch as one when something has come. */
    private static final String BOOKMARK = """
            {"type":"BOOKMARK","object":{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"1"}}}
            """;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final String pods;

    private ApiServer(HttpServer server, String pods) {
        this.server = server;
        this.pods = pods;
    }

    /** Serves one real pod of the node among others. */
    public static ApiServer start(String node, PodSpec pod) throws IOException {
        String items = IntStream.range(0, OTHER_PODS)
                .mapToObj(number -> PodSpec.of("bench", "other-" + number).label("app", "other"))
                .map(other -> item(node, other))
                .collect(Collectors.joining(",", item(node, pod) + ",", ""));
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var api = new ApiServer(server, """
                {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[%s]}""".formatted(items));
        server.setExecutor(api.threads);
        server.createContext("/", api::answer);
        server.start();
        return api;
    }

    /** Its address. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            if (!path.equals(PODS) && !path.startsWith(NAMESPACES)) {
                send(exchange, 404, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":404}");
            } else if (path.startsWith(NAMESPACES)) {
                String name = path.substring(NAMESPACES.length());
                send(exchange, 200, """
                        {"kind":"Namespace","apiVersion":"v1","metadata":{"name":"%s","uid":"%s","labels":{}}}""".formatted(name, name));
            } else if (!query.contains("watch=true")) {
                send(exchange, 200, pods);
            } else if ("websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Upgrade"))) {
                // No web socket: the client then watches by a request that stays open.
                send(exchange, 200, "");
            } else {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(BOOKMARK.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
                closing.await();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String item(String node, PodSpec pod) {
        Map<String, String> labels = new TreeMap<>(pod.labels());
        String labelText = labels.entrySet().stream()
                .map(label -> "\"" + label.getKey() + "\":\"" + label.getValue() + "\"")
                .collect(Collectors.joining(","));
        return """
                {"kind":"Pod","apiVersion":"v1","metadata":{"name":"%1$s","namespace":"%2$s","uid":"%3$s","resourceVersion":"1",                "labels":{%4$s},"ownerReferences":[{"apiVersion":"apps/v1","kind":"StatefulSet","name":"storm",                "uid":"8f9d6a5e-5a0f-4a58-9df0-4f4f3c0f0b11","controller":true}]},                "spec":{"nodeName":"%5$s","serviceAccountName":"default","containers":[{"name":"storm","image":"tools",                "livenessProbe":{"exec":{"command":["/bin/true"]}}}]},"status":{"phase":"Running"}}""".formatted(pod.name(), pod.namespace(), pod.uid(), labelText, node);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
