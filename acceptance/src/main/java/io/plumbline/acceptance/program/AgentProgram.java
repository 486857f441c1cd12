// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.program;

import io.plumbline.acceptance.lab.LabNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The agent of a lab node, that can be killed and started again on the same state. */
public final class AgentProgram implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final LabNode node;
    private final String name;
    private final Path directory;
    private final boolean inNetwork;
    private final int adminPort;
    private final List<String> settings;
    private String javaOptions = "";
    private @Nullable Launched launched;

    /**
     * An agent on this machine's network, which is not that of the node.
     *
     * @param name the node's name
     * @param directory for state and log
     * @param settings flags besides those that name node, runtime, state and cgroup subtree
     */
    public AgentProgram(LabNode node, String name, Path directory, List<String> settings) throws IOException {
        this(node, name, directory, settings, false);
    }

    private AgentProgram(LabNode node, String name, Path directory, List<String> settings, boolean inNetwork)
            throws IOException {
        this.node = node;
        this.name = name;
        this.directory = directory;
        this.inNetwork = inNetwork;
        this.adminPort = freePort();
        this.settings = List.copyOf(settings);
    }

    /** An agent on the node's own network, as its DaemonSet runs it: the node's addresses are its own. */
    public static AgentProgram onNetworkOf(LabNode node, String name, Path directory, List<String> settings)
            throws IOException {
        return new AgentProgram(node, name, directory, settings, true);
    }

    /** Gives its Java more options, from the next start on. */
    public AgentProgram javaOptions(String options) {
        javaOptions = options;
        return this;
    }

    /**
     * Finds a port that is free now. It is the same for all starts of this agent; somebody else may take it between two of
     * them, which the log then says.
     */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The URL at which health and metrics are served. */
    public String adminUrl() {
        return "http://127.0.0.1:" + adminPort;
    }

    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "PLUMBLINE_JAVA_OPTS=" + javaOptions,
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
        launched = Launched.start(
                inNetwork ? node.network().command(command.toArray(String[]::new)) : command,
                directory.resolve("agent.log"));
    }

    /** Its process; throws before the first start. */
    public long pid() {
        Launched running = launched;
        if (running == null) {
            throw new IllegalStateException("agent: not started (expected: start() before)");
        }
        return running.pid();
    }

    /** True when the agent says that all its parts are in order, and so is its link where it has one. */
    public boolean isReady() {
        Optional<String> parts = readiness();
        return parts.isPresent()
                && (!parts.get().contains("collector: ") || parts.get().contains("collector: ok"));
    }

    /** True when the agent says that its own parts are in order, whether or not its collector is there. */
    public boolean isWatching() {
        return readiness().isPresent();
    }

    private Optional<String> readiness() {
        try {
            return launched == null || !launched.isAlive() ? Optional.empty() : Optional.of(get("/readyz"));
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    /** The agent's metrics in Prometheus' text form. */
    public String metrics() throws IOException {
        return get("/metrics");
    }

    private String get(String path) throws IOException {
        return inNetwork ? node.network().within(() -> fetch(path)) : fetch(path);
    }

    /** Fetches on the calling thread, whose network it then is; throws for every answer but 200. */
    private String fetch(String path) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(adminUrl() + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        // Each thread has its own network: none may take over another's connection.
        connection.setRequestProperty("Connection", "close");
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
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
