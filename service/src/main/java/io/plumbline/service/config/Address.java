// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/** An address that a process listens on or connects to: a host and port, or a unix socket. */
public sealed interface Address {

    /** Says whether nobody outside this machine can be at the other end; names other than {@code localhost} never count. */
    boolean isLocal();

    /** A host name or numeric address with a port, written {@code host:port} or {@code [ipv6]:port}. */
    record Tcp(String host, int port) implements Address {

        public Tcp {
            if (host.isEmpty() || host.length() > 253) {
                throw new IllegalArgumentException("host: " + host + " (expected: 1 to 253 characters)");
            }
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
            }
        }

        @Override
        public boolean isLocal() {
            return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d{1,3}){3}");
        }

        /** Looks the host up; the result may be unresolved. */
        public InetSocketAddress toSocketAddress() {
            return new InetSocketAddress(host, port);
        }

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A unix socket, written {@code unix:/path}. */
    record Unix(Path path) implements Address {

        @Override
        public boolean isLocal() {
            return true;
        }

        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** Reads {@code host:port}, {@code [ipv6]:port} or {@code unix:/path}; empty when the text is none of these. */
    static Optional<Address> parse(String text) {
        if (text.startsWith("unix:")) {
            String path = text.substring("unix:".length());
            // 107 bytes is what fits into sockaddr_un besides the closing zero.
            boolean fits = path.startsWith("/") && path.length() > 1 && path.length() <= 107 && path.indexOf('\0') < 0;
            return fits ? Optional.of(new Unix(Path.of(path))) : Optional.empty();
        }
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        String port = text.substring(colon + 1);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
            if (!host.matches("[0-9a-fA-F:.%a-z]+")) {
                return Optional.empty();
            }
        } else if (!host.matches("[A-Za-z0-9._-]+")) {
            return Optional.empty();
        }
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535 || host.isEmpty() || host.length() > 253) {
            return Optional.empty();
        }
        return Optional.of(new Tcp(host, Integer.parseInt(port)));
    }
}
