// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.process;

import io.plumbline.acceptance.lab.runtime.Command;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process that runs while something is measured. */
public final class Started implements AutoCloseable {
    private static final Duration SETTLE_STEP = Duration.ofMillis(500);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 50;
    private static final int END_SECONDS = 15;

    /** Less CPU time than this in one step: nothing is left to do but what is always done. */
    private static final long IDLE_MICROS = 50_000;

    private final Process process;
    private final Path log;

    private Started(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts a program that ends with the calling thread, however that ends; what it prints goes to the file. */
    public static Started start(List<String> argv, Path log) throws IOException {
        List<String> all = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
        all.addAll(argv);
        return new Started(Command.start(all, Map.of(), Path.of("/"), ProcessBuilder.Redirect.to(log.toFile())), log);
    }

    public long pid() {
        return process.pid();
    }

    /** The text that it has printed so far. */
    public String output() throws IOException {
        return Files.readString(log);
    }

    /** Waits, at most a minute, until the condition holds. */
    public void awaitThat(Condition condition, String what) throws IOException {
        awaitThat(condition, what, START_LIMIT);
    }

    /** Waits until the condition holds. */
    public void awaitThat(Condition condition, String what, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.holds()) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IOException(what + ": not reached; printed: " + output().strip());
            }
            pause(Duration.ofMillis(POLL_MILLIS));
        }
    }

    /** Waits until the process has done what was left to do, at most 10 s: a busy machine always leaves something. */
    public void settle() throws IOException {
        long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
        long before;
        long after = ProcFile.cpu(pid()).micros();
        do {
            before = after;
            pause(SETTLE_STEP);
            after = ProcFile.cpu(pid()).micros();
        } while (after - before > IDLE_MICROS && System.nanoTime() - deadline < 0);
    }

    /** Stops the process where it is, until {@link #resume}. */
    public void suspend() throws IOException {
        Command.of("kill", "-STOP", Long.toString(pid())).run();
    }

    public void resume() throws IOException {
        Command.of("kill", "-CONT", Long.toString(pid())).run();
    }

    /** Asks the process to end, and makes it end if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Sleeps; an interrupt becomes an exception. */
    public static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    /** Something that becomes true. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }
}
