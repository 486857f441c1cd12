// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.lab.image.StaticProgram;
import io.plumbline.acceptance.lab.runtime.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Times calls without containers, on any machine with a Java, a packaged agent and setpriv; needs no library but this module's
 * classes. Prints a name without spaces, a value and a unit for each figure.
 */
public final class CallsMain {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    /** More than the time asked for: an emulated machine has a slow clock and a slow start. */
    private static final Duration RUN_LIMIT = Duration.ofMinutes(5);

    private CallsMain() {}

    /**
     * Either {@code compile COMPILER FILE}: makes the timing program, for the machine that the compiler is for. Or {@code run FILE
     * MILLISECONDS ROUNDS DIRECTORY AGENT [ARGUMENT...]}: times with that program so long for each way of watching and round,
     * with logs in the directory, and with the agent's command line, to which further arguments are added.
     */
    public static void main(String[] arguments) {
        try {
            start(List.of(arguments));
        } catch (IOException | IllegalArgumentException failure) {
            System.err.println("calls: " + failure.getMessage());
            System.exit(1);
        }
    }

    private static void start(List<String> arguments) throws IOException {
        if (arguments.size() == 3 && arguments.getFirst().equals("compile")) {
            new StaticProgram("calls").compileTo(Path.of(arguments.get(2)), arguments.get(1));
        } else if (arguments.size() >= 6 && arguments.getFirst().equals("run")) {
            run(
                    Path.of(arguments.get(1)),
                    Integer.parseInt(arguments.get(2)),
                    Integer.parseInt(arguments.get(3)),
                    Path.of(arguments.get(4)),
                    arguments.subList(5, arguments.size()));
        } else {
            throw new IllegalArgumentException("arguments: " + arguments
                    + " (expected: compile COMPILER FILE, or run FILE MILLISECONDS ROUNDS DIRECTORY AGENT...)");
        }
    }

    private static void run(Path program, int milliseconds, int rounds, Path directory, List<String> agent)
            throws IOException {
        Files.createDirectories(directory);
        Command timing = Command.of(program.toString(), Integer.toString(milliseconds))
                .within(RUN_LIMIT.plusMillis(milliseconds));
        Consumer<String> progress = System.err::println;
        CallResults results = new CallRounds(
                        extra -> begin(agent, extra, directory.resolve("agent.log")),
                        () -> CallTimes.parse(timing.run().lines().toList()),
                        progress)
                .run(rounds);
        CallRows.of(results).forEach(row -> System.out.println(line(row)));
    }

    private static Agents.Agent begin(List<String> agent, List<String> extra, Path log) throws IOException {
        List<String> argv = new ArrayList<>(agent);
        argv.addAll(extra);
        Started process = Started.start(argv, log);
        try {
            process.awaitThat(() -> KernelVariant.isTold(process.output()), "agent", START_LIMIT);
        } catch (IOException e) {
            process.close();
            throw e;
        }
        return new Alone(process);
    }

    /** Such as {@code calls-getppid-no-agent 116.30 ns}. */
    static String line(Figure row) {
        String name = row.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String value = row.value() == null ? "-" : String.format(Locale.ROOT, "%.2f", row.value());
        return name + " " + value + " " + row.unit();
    }

    private record Alone(Started process) implements Agents.Agent {
        @Override
        public String log() throws IOException {
            return process.output();
        }

        @Override
        public void settle() throws IOException {
            process.settle();
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
