// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.demo;

import com.google.errorprone.annotations.FormatMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** The output that the person in front of the demo sees. Safe for use by several threads. */
final class Screen {
    private final PrintStream out;
    private final long startedAt = System.nanoTime();

    Screen(PrintStream out) {
        this.out = out;
    }

    synchronized void heading(String text) {
        out.printf("%n== %s  [%d s]%n", text, (System.nanoTime() - startedAt) / 1_000_000_000L);
        out.flush();
    }

    @FormatMethod
    synchronized void say(String format, Object... values) {
        out.println("   " + format.formatted(values));
        out.flush();
    }

    /** Shows a command as one would type it, and what it prints. */
    void run(List<String> command, List<String> shown) throws IOException {
        synchronized (this) {
            out.println();
            out.println("$ " + String.join(" ", shown));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        forward(process);
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    /** Shows what a command prints, until it ends. */
    void follow(List<String> command, List<String> shown, Consumer<Process> started) throws IOException {
        synchronized (this) {
            out.println("$ " + String.join(" ", shown) + " &");
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.accept(process);
        Thread.ofVirtual().name("demo-follow").start(() -> {
            try {
                forward(process);
            } catch (IOException closed) {
                say("(%s)", closed);
            }
        });
    }

    private void forward(Process process) throws IOException {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (this) {
                    out.println("   | " + line);
                    out.flush();
                }
            }
        }
    }
}
