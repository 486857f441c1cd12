// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli.command;

import io.plumbline.cli.connection.CollectorConnection;
import io.plumbline.cli.connection.Connector;
import io.plumbline.cli.terminal.OutputFormat;
import io.plumbline.cli.terminal.Terminal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/** The terminal, the clock, the connection and the options that commands work with. */
public final class CommandContext {
    private final CommonOptions options;
    private final Terminal terminal;
    private final InstantSource clock;
    private final Connector connector;
    private final Map<String, String> environment;

    public CommandContext(
            CommonOptions options,
            Terminal terminal,
            InstantSource clock,
            Connector connector,
            Map<String, String> environment) {
        this.options = options;
        this.terminal = terminal;
        this.clock = clock;
        this.connector = connector;
        this.environment = Map.copyOf(environment);
    }

    public Terminal terminal() {
        return terminal;
    }

    public Instant now() {
        return clock.instant();
    }

    /** Fails for a form that only the graph has. */
    public OutputFormat output() {
        return options.output();
    }

    /** True when a graph is to be written for Graphviz; to be asked before {@link #output}. */
    public boolean dot() {
        return options.dot();
    }

    /** The namespace that was asked for; empty: all. */
    public String namespace() {
        return options.namespace();
    }

    /** A connection to the collector that the options name. */
    public CollectorConnection connect() {
        return connector.open(options.connection(environment));
    }

    /**
     * The name of the person who decides, as far as this machine knows; the collector puts an authenticated name in its place.
     */
    public String actor() {
        return environment.getOrDefault("SUDO_USER", environment.getOrDefault("USER", "unknown"));
    }
}
