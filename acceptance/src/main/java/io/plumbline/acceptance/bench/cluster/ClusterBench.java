// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.cluster;

import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Target;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.session.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A collector that watches 100,000 pods: what they take in its memory, and how fast it says who had an address. */
public final class ClusterBench implements Part {
    private static final int PODS = 100_000;
    private static final int BATCH = 64;
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration MEASURED = Duration.ofSeconds(10);
    private static final double KIBI = 1024;

    @Override
    public List<Figure> measure(Session session) throws IOException {
        return measure(session.node().directory("cluster"), session.progress());
    }

    private static List<Figure> measure(Path directory, Consumer<String> progress) throws IOException {
        var cluster = new LargeCluster(PODS);
        double before;
        try (MeasuredCollector collector =
                MeasuredCollector.start(directory.resolve("none"), "--kubernetes.mode", "off")) {
            before = collector.liveHeap();
        }
        List<Figure> rows = new ArrayList<>();
        long begin = System.nanoTime();
        try (PagedApi api = PagedApi.start(cluster);
                MeasuredCollector collector =
                        MeasuredCollector.start(directory.resolve("api"), "--kubernetes.api", api.url())) {
            collector.awaitHealth("kubernetes: ok");
            double seconds = (System.nanoTime() - begin) / 1e9;
            double kibibytes = (collector.liveHeap() - before) / KIBI / (PODS / 1000.0);
            progress.accept("cluster: %,.0f pods known after %.1f s, %.0f KiB per 1,000"
                    .formatted(collector.metrics().get("plumbline_collector_cluster_pods"), seconds, kibibytes));
            rows.add(Figure.of("cluster: 100,000 pods known after", seconds, "s"));
            rows.add(Figure.judged(
                    "cluster: collector memory per 1,000 pods at 100,000 pods", kibibytes, "KiB", Target.atMost(1500)));
            rows.add(Figure.of(
                    "cluster: the same, by its own estimate of the most",
                    collector.metrics().get("plumbline_collector_cluster_bytes") / KIBI / (PODS / 1000.0),
                    "KiB"));
            rows.add(Figure.judged(
                    "cluster: objects dropped",
                    collector.metrics().get("plumbline_collector_cluster_dropped_total"),
                    "",
                    Target.atMost(0)));
            rows.addAll(resolve(progress, new Askers(collector.channel(), cluster)));
            rows.add(Figure.of("cluster: collector, peak RSS", collector.peakMebibytes(), "MiB"));
        }
        return rows;
    }

    private static List<Figure> resolve(Consumer<String> progress, Askers askers) throws IOException {
        Askers.Asked ignored = askers.ask(BATCH, WARM_UP);
        Askers.Asked batches = askers.ask(BATCH, MEASURED);
        Askers.Asked single = askers.ask(1, MEASURED);
        progress.accept("cluster: ResolvePeers, %,.0f answers/s, p99 of a call of %d %.2f ms"
                .formatted(
                        batches.answersPerSecond(),
                        BATCH,
                        batches.millisPerCall().percentile(99)));
        return List.of(
                Figure.of("cluster: ResolvePeers, calls of 64, answers", batches.answersPerSecond(), "1/s"),
                Figure.of(
                        "cluster: ResolvePeers, calls of 64, p50",
                        batches.millisPerCall().percentile(50),
                        "ms"),
                Figure.of(
                        "cluster: ResolvePeers, calls of 64, p99",
                        batches.millisPerCall().percentile(99),
                        "ms"),
                Figure.of("cluster: ResolvePeers, calls of 1, answers", single.answersPerSecond(), "1/s"),
                Figure.of(
                        "cluster: ResolvePeers, calls of 1, p99",
                        single.millisPerCall().percentile(99),
                        "ms"),
                Figure.judged(
                        "cluster: questions without an answer",
                        (double) (batches.unanswered() + single.unanswered()),
                        "",
                        Target.atMost(0)));
    }
}
