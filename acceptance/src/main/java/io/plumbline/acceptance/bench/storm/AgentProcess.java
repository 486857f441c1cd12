// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.process.ProcFile;
import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.runtime.Command;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The agent as it is delivered, working alone. */
final class AgentProcess implements Watcher {
    private static final String PREFIX = "plumbline_agent_";

    /** What the sensor counts itself beside what it says was lost: here an event is gone, too. */
    private static final List<String> FAILURES = List.of("batches-failed", "messages-malformed", "sink-failed");

    private final Started agent;
    private final HttpClient http;
    private final String admin;

    private AgentProcess(Started agent, HttpClient http, String admin) {
        this.agent = agent;
        this.http = http;
        this.admin = admin;
    }

    /**
     * Starts an agent for a node and waits until it watches.
     *
     * @param directory for its state and log; emptied before
     * @param extra further arguments
     */
    static AgentProcess start(LabNode node, Path directory, List<String> extra) throws IOException {
        Command.of("rm", "-rf", directory.toString()).run();
        Files.createDirectories(directory);
        int port = freePort();
        List<String> argv = new ArrayList<>(List.of(
                Checkout.launcher("plumbline-agent").toString(),
                "--node.name",
                node.name(),
                "--cgroup-root",
                node.cgroupRoot(),
                "--containerd.socket",
                node.socket().toString(),
                "--state.directory",
                directory.resolve("state").toString(),
                "--incidents.file",
                directory.resolve("incidents.jsonl").toString(),
                "--admin.address",
                "127.0.0.1:" + port));
        argv.addAll(extra);
        var agent = new AgentProcess(
                Started.start(argv, directory.resolve("log")), HttpClient.newHttpClient(), "http://127.0.0.1:" + port);
        try {
            agent.agent.awaitThat(agent::watches, "agent");
        } catch (IOException e) {
            agent.close();
            throw e;
        }
        return agent;
    }

    @Override
    public void settle() throws IOException {
        agent.settle();
    }

    @Override
    public long cpuMicros() throws IOException {
        return ProcFile.cpuMicros(agent.pid());
    }

    @Override
    public long peakResidentBytes() throws IOException {
        return ProcFile.peakResidentBytes(agent.pid());
    }

    @Override
    public MetricsText counters() throws IOException {
        return MetricsText.parse(get("/metrics").body());
    }

    @Override
    public double execs(MetricsText growth) {
        return received(growth, "ProcessExecuted");
    }

    @Override
    public double lost(MetricsText growth) {
        return growth.sum(PREFIX + "events_lost_total")
                + FAILURES.stream()
                        .mapToDouble(counter -> growth.get(PREFIX + "sensor_total", "counter", counter))
                        .sum();
    }

    /** Forks, execs and exits of the whole machine that it saw. */
    static double events(MetricsText growth) {
        return received(growth, "ProcessForked")
                + received(growth, "ProcessExecuted")
                + received(growth, "ProcessExited");
    }

    /** Program starts that it attributed to a container. */
    static double attributed(MetricsText growth) {
        return described(growth) + growth.get(PREFIX + "executions_total", "outcome", "undescribed");
    }

    /** Program starts in containers that it could describe fully. */
    static double described(MetricsText growth) {
        return growth.get(PREFIX + "executions_total", "outcome", "described");
    }

    @Override
    public void close() {
        agent.close();
        http.shutdownNow();
    }

    private static double received(MetricsText growth, String type) {
        return growth.get(PREFIX + "events_received_total", "type", type);
    }

    private boolean watches() throws IOException {
        try {
            return get("/readyz").statusCode() == 200 && counters().get(PREFIX + "containers") >= 1;
        } catch (java.net.ConnectException notYet) {
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(admin + path))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
