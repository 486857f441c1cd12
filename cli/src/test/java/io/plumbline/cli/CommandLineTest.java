// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.cli;

import io.plumbline.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;

/** A command line without colours, against a collector that the test answers for. */
abstract class CommandLineTest {
    final FakeCollector collector = new FakeCollector();
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();

    @AfterEach
    void stop() {
        collector.close();
    }

    /** Runs a command line as alice, at {@link Fixtures#NOW}; returns its exit code. */
    int run(String... arguments) {
        var terminal = new Terminal(new PrintWriter(out), new PrintWriter(err), false);
        return new CommandTree(
                        terminal, InstantSource.fixed(Fixtures.NOW), collector.connector(), Map.of("USER", "alice"))
                .run(arguments);
    }

    /** The last request of a type. */
    <R> R asked(Class<R> type) {
        return collector.requests.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
