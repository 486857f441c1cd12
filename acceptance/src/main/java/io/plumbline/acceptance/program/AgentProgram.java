// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.program;

import io.plumbline.acceptance.lab.LabNode;
import java.io.IOException;
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
     * @param adminPort at which the agent serves health and metrics
     * @param settings flags besides those that name node, runtime, state and cgroup subtree
     */
    public AgentProgram(LabNode node, String name, Path directory, int adminPort, List<String> settings) {
        this.node = node;
        this.name = name;
        this.directory = directory;
        this.adminPort = adminPort;
        this.settings = List.copyOf(settings);
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

    /** True when the agent says that all its parts are in order. */
    public boolean isReady() {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return get(client, "/readyz").statusCode() == 200;
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
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                            .build(),
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
