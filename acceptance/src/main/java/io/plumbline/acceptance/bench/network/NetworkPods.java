// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.network;

import io.plumbline.acceptance.bench.pod.CommandPod;
import io.plumbline.acceptance.bench.session.Session;
import io.plumbline.acceptance.lab.image.Images;
import io.plumbline.acceptance.lab.image.OciImage;
import io.plumbline.acceptance.lab.pod.ContainerSpec;
import io.plumbline.acceptance.lab.pod.PodSpec;
import io.plumbline.acceptance.lab.runtime.Command;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two pods, each in a network namespace of its own: one serves, the other asks. */
public final class NetworkPods implements AutoCloseable {
    private static final String FLOOD = "/usr/local/bin/flood";
    private static final String NAMED = "198.18.0.0/16";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final CommandPod server;
    private final CommandPod client;

    private NetworkPods(CommandPod server, CommandPod client) {
        this.server = server;
        this.client = client;
    }

    public static NetworkPods start(Session session) throws IOException {
        OciImage image = session.node().image(Images.TOOLS);
        CommandPod server = CommandPod.start(
                session.node(),
                PodSpec.of("bench", "server-0")
                        .label("app", "server")
                        .container(ContainerSpec.of("accept", image, FLOOD, "accept", "7000"))
                        .container(ContainerSpec.of("sink", image, FLOOD, "sink", "7001"))
                        .container(ContainerSpec.of("answer", image, FLOOD, "answer", "53")));
        CommandPod client = CommandPod.start(
                session.node(),
                PodSpec.of("bench", "client-0")
                        .label("app", "client")
                        .resolver(server.pod().ip()));
        // Addresses that are no pod's, and belong to names.
        route(session, server, "local", NAMED, "dev", "lo");
        route(session, client, NAMED, "via", server.pod().ip());
        return new NetworkPods(server, client);
    }

    /** Makes so many TCP connections from pod to pod, each ended by a reset. */
    public Flood connect(int count, int perSecond) throws IOException {
        return flood(client, "connect " + server.pod().ip() + " 7000 " + count + " " + perSecond);
    }

    /**
     * Makes so many TCP connections to the addresses of so many names, which are asked for before; each ended by a reset.
     */
    public Flood visit(int count, int perSecond, int names) throws IOException {
        return flood(client, "visit " + server.pod().ip() + " 7000 " + count + " " + perSecond + " " + names);
    }

    /** Asks so many DNS queries from pod to pod, at most {@code window} of them unanswered. */
    public Flood ask(int count, int window) throws IOException {
        return flood(client, "ask " + server.pod().ip() + " 53 " + count + " " + window);
    }

    /** One TCP stream over the loopback device of the serving pod; counts KiB. */
    public Flood stream(Duration time) throws IOException {
        return flood(server, "stream 127.0.0.1 7001 " + time.toSeconds());
    }

    /** Datagrams over the loopback device of the serving pod, to no port that means anything. */
    public Flood pour(int count, boolean connected) throws IOException {
        return flood(server, "pour 127.0.0.1 7001 " + count + (connected ? " bound" : " free"));
    }

    private static void route(Session session, CommandPod pod, String... route) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "route", "add"));
        command.addAll(List.of(route));
        Command.of(session.node().inNetworkOf(pod.pod().sandboxPid(), command.toArray(String[]::new)))
                .run();
    }

    private static Flood flood(CommandPod pod, String command) throws IOException {
        return Flood.parse(pod.run(FLOOD + " " + command, LIMIT));
    }

    @Override
    public void close() throws IOException {
        server.close();
        client.close();
    }
}
