// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.network;

import io.plumbline.acceptance.lab.runtime.Leftovers;
import io.plumbline.acceptance.lab.runtime.NetworkSpace;
import io.plumbline.acceptance.lab.runtime.NodePaths;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is not the cluster, in a network of its own: all addresses of the ranges for documentation and benchmarks answer, and
 * pods have a route there through their node. Nothing leaves it.
 */
public final class Outside implements AutoCloseable {
    private static final List<String> RANGES =
            List.of("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "2001:db8::/32");

    private final NodePaths paths;
    private final NetworkSpace space;
    private final List<AutoCloseable> servers = new ArrayList<>();

    /** Makes the network; its file is below the run-time directory of these paths. */
    public Outside(NodePaths paths) throws IOException {
        this.paths = paths;
        Files.createDirectories(paths.run());
        this.space = NetworkSpace.create(paths.networkNamespace());
        for (String range : RANGES) {
            String family = range.contains(":") ? "-6" : "-4";
            space.run("ip", family, "route", "add", "local", range, "dev", "lo");
        }
    }

    public NetworkSpace space() {
        return space;
    }

    /** Answers each connection to this port, of whichever address, with one line. */
    public void serve(int port) throws IOException {
        ServerSocket listener = space.within(() -> {
            var socket = new ServerSocket();
            socket.bind(new InetSocketAddress(port), 4096);
            return socket;
        });
        servers.add(new Greeter(listener));
    }

    /** A name server on port 53 of one address. */
    public NameServer names(String address) throws IOException {
        NameServer server = NameServer.open(space, address);
        servers.add(server);
        return server;
    }

    /** Ends the servers and removes the network with all its devices. */
    @Override
    public void close() throws IOException {
        for (AutoCloseable server : servers.reversed()) {
            try {
                server.close();
            } catch (Exception e) {
                throw new IOException("server outside: " + e, e);
            }
        }
        servers.clear();
        new Leftovers(paths).remove();
    }
}
