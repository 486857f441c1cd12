// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli;

import io.plumbline.cli.connection.NettyConnector;
import io.plumbline.cli.terminal.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.logging.LogManager;

/** The {@code plumbline} command. */
public final class Plumbline {
    private Plumbline() {}

    public static void main(String[] arguments) {
        // gRPC and netty log through java.util.logging: the error stream has one line, ours.
        LogManager.getLogManager().reset();
        Map<String, String> environment = System.getenv();
        var terminal = new Terminal(writer(FileDescriptor.out), writer(FileDescriptor.err), colours(environment));
        int code = new CommandTree(terminal, InstantSource.system(), new NettyConnector(), environment).run(arguments);
        System.exit(code);
    }

    /** Colours only where a person looks, and does not mind (https://no-color.org). */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 does return null where the output is redirected.
    private static boolean colours(Map<String, String> environment) {
        return System.console() != null
                && System.console().isTerminal()
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    }

    private static PrintWriter writer(FileDescriptor stream) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), StandardCharsets.UTF_8));
    }
}
