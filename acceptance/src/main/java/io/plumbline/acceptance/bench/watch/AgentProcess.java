// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.watch;

import io.plumbline.acceptance.bench.process.CpuTime;
import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.process.ProcFile;
import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.runtime.Command;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
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
import java.util.Set;

/** The agent as it is delivered. */
public final class AgentProcess implements Watcher {
    private static final String PREFIX = "plumbline_agent_";

    /** The counters of the sensor, beside that of losses, that also mean that an event is gone. */
    private static final List<String> FAILURES = List.of("batches-failed", "messages-malformed", "sink-failed");

    private static final List<String> PROGRAM_COUNTERS = List.of("forks", "execs", "exits");

    private final Started agent;
    private final HttpClient http;
    private final String admin;

    private AgentProcess(Started agent, HttpClient http, String admin) {
        this.agent = agent;
        this.http = http;
        this.admin = admin;
    }

    /**
     * Starts an agent for a node and waits until it watches; without a collector it works alone.
     *
     * @param directory for its state and log; emptied before
     * @param extra further arguments
     */
    public static AgentProcess start(LabNode node, Path directory, Tier tier, List<String> extra) throws IOException {
        AgentProcess agent = begin(node, directory, tier, extra);
        try {
            agent.agent.awaitThat(agent::watches, "agent");
        } catch (IOException e) {
            agent.close();
            throw e;
        }
        return agent;
    }

    /** Starts an agent and does not wait. */
    public static AgentProcess begin(LabNode node, Path directory, Tier tier, List<String> extra) throws IOException {
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
                "127.0.0.1:" + port,
                "--sensor.tier",
                tier.toString()));
        argv.addAll(extra);
        return new AgentProcess(
                Started.start(argv, directory.resolve("log")), HttpClient.newHttpClient(), "http://127.0.0.1:" + port);
    }

    /** True when it says that all its parts are in order. */
    public boolean isReady() throws IOException {
        try {
            return get("/readyz").statusCode() == 200;
        } catch (ConnectException notYet) {
            return false;
        }
    }

    /** The process itself. */
    public Started process() {
        return agent;
    }

    @Override
    public void settle() throws IOException {
        agent.settle();
    }

    @Override
    public CpuTime cpu() throws IOException {
        return ProcFile.cpu(agent.pid());
    }

    @Override
    public long peakResidentBytes() throws IOException {
        return ProcFile.peakResidentBytes(agent.pid());
    }

    @Override
    public Set<Long> programs() throws IOException {
        return HeldPrograms.of(agent.pid());
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

    @Override
    public double processEvents(MetricsText growth) {
        return received(growth, "ProcessForked")
                + received(growth, "ProcessExecuted")
                + received(growth, "ProcessExited");
    }

    /** Program starts that it attributed to a container. */
    public static double attributed(MetricsText growth) {
        return described(growth) + growth.get(PREFIX + "executions_total", "outcome", "undescribed");
    }

    /** Program starts in containers that it could describe fully. */
    public static double described(MetricsText growth) {
        return growth.get(PREFIX + "executions_total", "outcome", "described");
    }

    @Override
    public void close() {
        agent.close();
        http.shutdownNow();
    }

    /** Events of the whole machine that it missed for one cause. */
    public static double lost(MetricsText growth, String cause) {
        return growth.get(PREFIX + "events_lost_total", "cause", cause);
    }

    /** Forks, execs and exits of the whole machine that its programs in the kernel counted, whether they came or not. */
    public static double counted(MetricsText growth) {
        return PROGRAM_COUNTERS.stream()
                .mapToDouble(counter -> growth.get(PREFIX + "sensor_total", "counter", counter))
                .sum();
    }

    /** Events that the budget of their container turned into counts. */
    public static double throttled(MetricsText growth) {
        return growth.get(PREFIX + "sensor_total", "counter", "throttled");
    }

    /** Events of one type of the whole machine that it saw. */
    public static double received(MetricsText growth, String type) {
        return growth.get(PREFIX + "events_received_total", "type", type);
    }

    private boolean watches() throws IOException {
        return isReady() && counters().get(PREFIX + "containers") >= 1;
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
