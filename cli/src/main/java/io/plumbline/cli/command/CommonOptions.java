// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.command;

import io.plumbline.cli.connection.CollectorAddress;
import io.plumbline.cli.connection.ConnectionSettings;
import io.plumbline.cli.terminal.CommandFailure;
import io.plumbline.cli.terminal.OutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command understands, before or behind its name. */
public final class CommonOptions {
    static final String SOCKET = "/run/plumbline/collector.sock";
    static final String LOOPBACK = "127.0.0.1:4420";

    @Option(
            names = "--collector",
            scope = ScopeType.INHERIT,
            paramLabel = "ADDRESS",
            description = {
                "The collector: host:port or unix:/path.",
                "Default: PLUMBLINE_COLLECTOR_ADDRESS, else unix:" + SOCKET + " where that exists, else " + LOOPBACK
                        + "."
            })
    private @Nullable String collector;

    @Option(
            names = "--tls-ca",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Certificates to trust (PEM). TLS is always used except on loopback and unix sockets.")
    private @Nullable Path ca;

    @Option(names = "--tls-cert", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "Own certificate.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "Own private key.")
    private @Nullable Path key;

    @Option(
            names = "--tls-server-name",
            scope = ScopeType.INHERIT,
            paramLabel = "NAME",
            description = "Name in the collector's certificate, where it is not the address.")
    private @Nullable String serverName;

    @Option(
            names = "--timeout",
            scope = ScopeType.INHERIT,
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "How long one call may take. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(10);

    @Option(
            names = {"-n", "--namespace"},
            scope = ScopeType.INHERIT,
            paramLabel = "NAMESPACE",
            description = "Only this namespace.")
    private @Nullable String namespace;

    @Option(
            names = {"-A", "--all-namespaces"},
            scope = ScopeType.INHERIT,
            description = "All namespaces: the default.")
    private boolean allNamespaces;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "One of: ${COMPLETION-CANDIDATES} (dot: graph alone). Default: ${DEFAULT-VALUE}.")
    private RequestedFormat output = RequestedFormat.TABLE;

    OutputFormat output() {
        return output.general()
                .orElseThrow(() -> CommandFailure.usage("output: " + output
                        + " (expected: one of table, wide, json, yaml; " + output + " is for graph)"));
    }

    /** True when a graph is to be written for Graphviz. */
    boolean dot() {
        return output == RequestedFormat.DOT;
    }

    /** The namespace that was asked for; empty: all. */
    String namespace() {
        if (allNamespaces && namespace != null) {
            throw CommandFailure.usage("namespace: " + namespace + " (expected: either -n or -A, not both)");
        }
        return namespace == null ? "" : namespace;
    }

    ConnectionSettings connection(Map<String, String> environment) {
        CollectorAddress address = CollectorAddress.parse(address(environment));
        boolean asked = ca != null || certificate != null || key != null || serverName != null;
        if (asked && address instanceof CollectorAddress.UnixSocket) {
            throw CommandFailure.usage(
                    "collector.address: " + address + " (expected: host:port, where --tls-* is given)");
        }
        if ((certificate == null) != (key == null)) {
            throw CommandFailure.usage("tls: only one of --tls-cert and --tls-key (expected: both or none)");
        }
        return new ConnectionSettings(address, asked || !address.local(), ca, certificate, key, serverName, timeout);
    }

    private String address(Map<String, String> environment) {
        if (collector != null) {
            return collector;
        }
        String configured = environment.getOrDefault("PLUMBLINE_COLLECTOR_ADDRESS", "");
        if (!configured.isEmpty()) {
            return configured;
        }
        return Files.exists(Path.of(SOCKET)) ? "unix:" + SOCKET : LOOPBACK;
    }
}
