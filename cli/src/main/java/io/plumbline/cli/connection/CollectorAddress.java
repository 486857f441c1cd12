// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.connection;

import io.plumbline.cli.terminal.CommandFailure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address at which the collector listens. */
public sealed interface CollectorAddress {
    /** A unix socket by its absolute path. */
    record UnixSocket(String path) implements CollectorAddress {
        @Override
        public String toString() {
            return "unix:" + path;
        }
    }

    /** A host (name or address, IPv6 without brackets) and a port, 1 to 65535. */
    record HostPort(String host, int port) implements CollectorAddress {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** True where what is said can not leave the machine: a unix socket, or loopback by number or as localhost. */
    default boolean local() {
        return switch (this) {
            case UnixSocket ignored -> true;
            case HostPort address ->
                address.host().equals("localhost")
                        || address.host().equals("::1")
                        || Patterns.LOOPBACK.matcher(address.host()).matches();
        };
    }

    /** Reads {@code host:port}, {@code [ipv6]:port} or {@code unix:/path}; fails as wrong usage. */
    static CollectorAddress parse(String text) {
        if (text.startsWith("unix:")) {
            String path = text.substring("unix:".length()).replaceFirst("^//(?=/)", "");
            if (path.startsWith("/") && path.length() <= 107) {
                return new UnixSocket(path);
            }
            throw invalid(text);
        }
        Matcher matcher = Patterns.HOST_PORT.matcher(text);
        if (!matcher.matches()) {
            throw invalid(text);
        }
        int port = Integer.parseInt(matcher.group("port"));
        if (port < 1 || port > 65_535) {
            throw invalid(text);
        }
        String ipv6 = matcher.group("ipv6");
        return new HostPort(ipv6 != null ? ipv6 : matcher.group("host"), port);
    }

    private static CommandFailure invalid(String text) {
        return CommandFailure.usage(
                "collector.address: " + text + " (expected: host:port, [ipv6]:port or unix:/absolute/path)");
    }

    /** The patterns of addresses. */
    final class Patterns {
        private static final Pattern HOST_PORT =
                Pattern.compile("(?:\\[(?<ipv6>[0-9a-fA-F:.]+)]|(?<host>[A-Za-z0-9._-]+)):(?<port>[0-9]{1,5})");
        private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}");

        private Patterns() {}
    }
}
