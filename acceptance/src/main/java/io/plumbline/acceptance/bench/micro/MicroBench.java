// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.micro;

import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.session.Part;
import io.plumbline.acceptance.bench.session.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The benchmarks of this package, in a Java of their own with the agent's compiler and collector: time and garbage of one call. */
public final class MicroBench implements Part {
    private static final TimeValue ITERATION = TimeValue.milliseconds(700);
    private static final int WARM_UPS = 3;
    private static final int ITERATIONS = 4;
    private static final String GARBAGE = "gc.alloc.rate.norm";

    @Override
    public List<Figure> measure(Session session) throws IOException {
        var options = new OptionsBuilder()
                .include(MicroBench.class.getPackageName() + ".*")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(WARM_UPS)
                .warmupTime(ITERATION)
                .measurementIterations(ITERATIONS)
                .measurementTime(ITERATION)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .output(session.directory().resolve("jmh.log").toString())
                .jvmArgs(
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED")
                .build();
        try {
            List<Figure> rows = new ArrayList<>();
            for (RunResult result : sorted(new Runner(options).run())) {
                String name = name(result.getParams().getBenchmark());
                rows.add(Figure.of(name, result.getPrimaryResult().getScore(), "ns"));
                for (Result<?> garbage : result.getSecondaryResults().values()) {
                    if (garbage.getLabel().endsWith(GARBAGE)) {
                        rows.add(Figure.of(name + ", garbage", garbage.getScore(), "bytes"));
                    }
                }
                session.progress()
                        .accept("%s: %.0f ns"
                                .formatted(name, result.getPrimaryResult().getScore()));
            }
            return rows;
        } catch (RunnerException failed) {
            throw new IOException("benchmarks: " + failed.getMessage(), failed);
        }
    }

    private static List<RunResult> sorted(Collection<RunResult> results) {
        return results.stream()
                .sorted((a, b) ->
                        a.getParams().getBenchmark().compareTo(b.getParams().getBenchmark()))
                .toList();
    }

    /** "micro, Matching: known" of io.plumbline....MatchingBenchmark.known. */
    static String name(String benchmark) {
        String[] parts = benchmark.split("\\.", -1);
        return "micro, " + parts[parts.length - 2].replace("Benchmark", "") + ": " + parts[parts.length - 1];
    }
}
