// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of the machine, run to its end; its failure is an exception with what it printed. */
public final class Command {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);
    private static final int SHOWN_OUTPUT = 4_000;

    private final List<String> argv;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Duration timeout = DEFAULT_TIMEOUT;
    private Path directory = Path.of("/");

    private Command(List<String> argv) {
        this.argv = List.copyOf(argv);
    }

    public static Command of(String... argv) {
        return new Command(List.of(argv));
    }

    public static Command of(List<String> argv) {
        return new Command(argv);
    }

    public Command in(Path workingDirectory) {
        directory = workingDirectory;
        return this;
    }

    public Command environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public Command within(Duration limit) {
        timeout = limit;
        return this;
    }

    /**
     * Runs the command.
     *
     * @return what it wrote, standard output and error together
     * @throws IOException when it cannot be started, ends with another code than 0, or not in time
     */
    public String run() throws IOException {
        Path output = Files.createTempFile("plumbline-command", ".out");
        try {
            Process process = start(argv, environment, directory, ProcessBuilder.Redirect.to(output.toFile()));
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException(this + ": still running after " + timeout.toSeconds() + " s");
            }
            String text = Files.readString(output, StandardCharsets.ISO_8859_1);
            if (process.exitValue() != 0) {
                throw new IOException(this + ": exit " + process.exitValue() + ": " + tail(text));
            }
            return text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException(this + ": interrupted").initCause(e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** Starts a command that goes on: both outputs go to the given place, and no signal of this terminal reaches it. */
    public static Process start(
            List<String> argv, Map<String, String> environment, Path directory, ProcessBuilder.Redirect output)
            throws IOException {
        List<String> all = new ArrayList<>(argv.size() + 1);
        all.add("setsid");
        all.addAll(argv);
        var builder = new ProcessBuilder(all)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(output);
        builder.environment().put("LC_ALL", "C");
        builder.environment().putAll(environment);
        String path = System.getenv().getOrDefault("PATH", "");
        builder.environment().put("PATH", path + ":/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin");
        return builder.start();
    }

    private static String tail(String text) {
        String stripped = text.strip();
        return stripped.length() <= SHOWN_OUTPUT ? stripped : stripped.substring(stripped.length() - SHOWN_OUTPUT);
    }

    @Override
    public String toString() {
        return String.join(" ", argv);
    }
}
