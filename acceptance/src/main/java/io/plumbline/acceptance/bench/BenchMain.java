// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench;

import io.plumbline.acceptance.bench.report.Report;
import io.plumbline.acceptance.bench.storm.StormBench;
import io.plumbline.acceptance.lab.Checkout;
import io.plumbline.acceptance.lab.Lab;
import io.plumbline.acceptance.lab.LabNode;
import io.plumbline.acceptance.lab.Prerequisites;
import io.plumbline.acceptance.lab.runtime.NodeSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code make bench}: measures, prints a table, and writes it to target/reports/bench.json. */
public final class BenchMain {
    private static final int CLEAN_UP_SECONDS = 60;

    private BenchMain() {}

    public static void main(String[] arguments) {
        List<String> missing = Prerequisites.missing();
        if (!missing.isEmpty()) {
            System.err.println("bench: cannot run here: " + String.join(", ", missing));
            System.exit(1);
        }
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(cleaner(Thread.currentThread(), done));
        int code = 1;
        try {
            bench(System.out);
            code = 0;
        } catch (IOException failure) {
            System.err.println("bench: " + failure.getMessage());
        } finally {
            done.countDown();
        }
        System.exit(code);
    }

    /** On Ctrl-C the main thread is interrupted, and given time to take down what it put up. */
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

    private static void bench(PrintStream out) throws IOException {
        Path target = Checkout.root().resolve("target");
        out.println("bench: an exec storm in a container, about 5 minutes");
        try (Lab lab = Lab.open("bench");
                LabNode node = lab.start(NodeSpec.debian("bench"))) {
            var report = new Report(new StormBench(node, target.resolve("bench"), out::println).run());
            Path file = target.resolve("reports/bench.json");
            report.write(file);
            out.println();
            out.print(report.table());
            out.println();
            out.println("written: " + file);
        }
    }
}
