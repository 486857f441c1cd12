// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.program;

import io.plumbline.acceptance.lab.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of ours that runs, with its output in a file. */
public final class Launched implements AutoCloseable {
    private static final long GRACE_SECONDS = 20;

    private final Process process;
    private final Path log;

    private Launched(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** The launcher of a program in its packaged form, for instance {@code agent} and {@code plumbline-agent}. */
    public static Path launcher(String module, String name) {
        Path launcher = Checkout.root()
                .resolve(module)
                .resolve("target")
                .resolve("plumbline-" + module)
                .resolve("bin")
                .resolve(name);
        if (!Files.isExecutable(launcher)) {
            throw new IllegalStateException("launcher: " + launcher + " (expected: built; run make build)");
        }
        return launcher;
    }

    /** Starts a command; what it prints is appended to {@code log}. */
    public static Launched start(List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Launched(process, log);
    }

    /** Everything that was printed so far, also by an earlier run with the same file. */
    public String output() throws IOException {
        return Files.readString(log);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit status with which it ended; throws {@link IllegalThreadStateException} while it runs. */
    public int exitCode() {
        return process.exitValue();
    }

    /** Waits for the end and returns the exit code. */
    public int awaitExit() throws InterruptedException {
        return process.waitFor();
    }

    /** Ends it as a power failure would. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        await();
    }

    /** Asks it to end, and ends it if it does not. */
    @Override
    public void close() {
        process.destroy();
        if (!await()) {
            kill();
        }
    }

    private boolean await() {
        try {
            return process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
