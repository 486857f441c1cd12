// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.program;

import io.plumbline.acceptance.lab.LabNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agent of a lab node, that can be killed and started again on the same state. */
public final class AgentProgram implements AutoCloseable {
    private final LabNode node;
    private final String name;
    private final Path directory;
    private final int adminPort;
    private final List<String> settings;
    private @Nullable Launched launched;

    /**
     * @param name the node's name
     * @param directory for state and log
     * @param settings flags besides those that name node, runtime, state and cgroup subtree
     */
    public AgentProgram(LabNode node, String name, Path directory, List<String> settings) throws IOException {
        this.node = node;
        this.name = name;
        this.directory = directory;
        this.adminPort = freePort();
        this.settings = List.copyOf(settings);
    }

    /** The same for all starts of this agent; somebody else may take it between two of them, which the log then says. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Where health and metrics are served. */
    public String adminUrl() {
        return "http://127.0.0.1:" + adminPort;
    }

    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Launched.launcher("agent", "plumbline-agent").toString(),
                "--node.name",
                name,
                "--containerd.socket",
                node.socket().toString(),
                "--cgroup-root",
                node.cgroupRoot(),
                "--state.directory",
                directory.resolve("state").toString(),
                "--admin.address",
                "127.0.0.1:" + adminPort));
        command.addAll(settings);
        launched = Launched.start(command, directory.resolve("agent.log"));
    }

    /** Its process; throws before the first start. */
    public long pid() {
        Launched running = launched;
        if (running == null) {
            throw new IllegalStateException("agent: not started (expected: start() before)");
        }
        return running.pid();
    }

    /** True when the agent says that all its parts are in order. */
    public boolean isReady() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return launched != null
                    && launched.isAlive()
                    && get(client, "/readyz").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The agent's metrics in Prometheus' text form. */
    public String metrics() throws IOException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return get(client, "/metrics").body();
        }
    }

    private HttpResponse<String> get(HttpClient client, String path) throws IOException {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(adminUrl() + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopping);
        }
    }

    public String output() throws IOException {
        return launched == null ? "" : launched.output();
    }

    /** Ends it as a power failure would; {@link #start} starts it again on the same state. */
    public void kill() {
        Launched running = launched;
        if (running != null) {
            running.kill();
        }
    }

    @Override
    public void close() {
        Launched running = launched;
        if (running != null) {
            running.close();
        }
    }
}
