// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench;

import io.grpc.StatusRuntimeException;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Report;
import io.plumbline.acceptance.bench.session.Peaks;
import io.plumbline.acceptance.bench.session.Session;
import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.acceptance.lab.Lab;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.Prerequisites;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code make bench}: measures, prints a table, and writes it to target/reports/bench.json. */
public final class BenchMain {
    private static final int CLEAN_UP_SECONDS = 60;

    private BenchMain() {}

    /** {@code arguments}: see {@link BenchSelection}. */
    public static void main(String[] arguments) {
        BenchSelection selection;
        try {
            selection = BenchSelection.of(List.of(arguments));
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        List<String> missing = Prerequisites.missing();
        if (!missing.isEmpty()) {
            System.err.println("bench: cannot run here: " + String.join(", ", missing));
            System.exit(1);
        }
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(cleaner(Thread.currentThread(), done));
        int code = 1;
        try {
            bench(selection, System.out);
            code = 0;
        } catch (IOException failure) {
            System.err.println("bench: " + failure.getMessage());
        } finally {
            done.countDown();
        }
        System.exit(code);
    }

    /**
     * Makes the thread that runs on Ctrl-C: the main thread is interrupted, and given time to take down what it put up.
     */
    private static Thread cleaner(Thread main, CountDownLatch done) {
        return new Thread(
                () -> {
                    main.interrupt();
                    try {
                        if (!done.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
                            System.err.println("bench: not everything was taken down; the next run does");
                        }
                    } catch (InterruptedException ignored) {
                        Thread.currentThread().interrupt();
                    }
                },
                "plumbline-bench-cleaner");
    }

    private static void bench(BenchSelection selection, PrintStream out) throws IOException {
        Path target = Checkout.root().resolve("target");
        Path directory = Files.createDirectories(target.resolve("bench"));
        out.println("bench: " + selection);
        List<Figure> rows = new ArrayList<>(MachineState.before());
        try (Lab lab = Lab.open("bench");
                LabNode node = lab.start(NodeSpec.debian("bench"))) {
            var session = new Session(node, directory, out::println, selection.tiers(), new Peaks());
            for (BenchSubject subject : selection.subjects()) {
                rows.addAll(measure(subject, session, out));
            }
            rows.addAll(session.peaks().rows());
            rows.addAll(MachineState.after());
            var report = new Report(rows);
            Path file = target.resolve("reports/bench.json");
            report.write(file);
            out.println();
            out.print(report.table());
            out.println();
            out.println("written: " + file);
        }
    }

    /** One subject that cannot be measured here must not cost the figures of the others. */
    private static List<Figure> measure(BenchSubject subject, Session session, PrintStream out) throws IOException {
        long begin = System.nanoTime();
        out.println(subject + ": " + subject.words());
        try {
            return subject.part().measure(session);
        } catch (IOException | StatusRuntimeException failed) {
            // What is taken down from here on takes its time.
            if (Thread.interrupted()) {
                throw new IOException("interrupted", failed);
            }
            out.println(subject + ": could not be measured: " + failed.getMessage());
            return List.of(Figure.missing(subject + ": could not be measured"));
        } finally {
            session.node().pods().removeAll();
            out.printf("%s: %d s%n", subject, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
        }
    }
}
