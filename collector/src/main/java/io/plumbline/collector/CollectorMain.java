// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector;

import io.plumbline.collector.store.StoreException;
import io.plumbline.service.config.ConfigurationException;
import io.plumbline.service.config.ConfiguredProgram;
import io.plumbline.service.logging.Logs;
import io.plumbline.service.metrics.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Starts the collector: {@code plumbline-collector}. */
public final class CollectorMain {
    static final ConfiguredProgram PROGRAM = ConfiguredProgram.of(
            "plumbline-collector",
            "Receives what agents report, keeps it, and answers people.",
            CollectorSettings.settings(),
            Path.of("/etc/plumbline/collector.yaml"));

    private static final int WRONG_SETTINGS = 2;

    private CollectorMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        Optional<String> answer = PROGRAM.answer(arguments);
        if (answer.isPresent()) {
            print(FileDescriptor.out, answer.get());
            return;
        }
        var stopped = new CountDownLatch(1);
        try {
            CollectorSettings settings = CollectorSettings.from(PROGRAM.configure(List.of(arguments), System.getenv()));
            Logs.configure(settings.log());
            var metrics = new PrometheusRegistry();
            ProcessMetrics.register(metrics, "collector", Path.of("/proc/self"));
            Collector collector = Collector.start(settings, InstantSource.system(), metrics);
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("plumbline-stop").unstarted(() -> {
                        collector.close();
                        stopped.countDown();
                    }));
        } catch (ConfigurationException | StoreException wrong) {
            print(FileDescriptor.err, wrong.getMessage() + "\n");
            System.exit(WRONG_SETTINGS);
        }
        stopped.await();
    }

    private static void print(FileDescriptor target, String text) {
        var out = new PrintStream(new FileOutputStream(target), true, StandardCharsets.UTF_8);
        out.print(text);
        out.flush();
    }
}
