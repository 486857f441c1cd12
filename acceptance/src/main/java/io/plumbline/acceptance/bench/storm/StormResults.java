// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.report.Samples;
import io.plumbline.acceptance.bench.storm.StormRun.Watched;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All that a session measured.
 *
 * @param peakBytes largest resident set of any agent without the Kubernetes client
 * @param peakBytesWithCluster the same with it
 * @param busy the largest share of the machine that others used just before a round, 0 to 1
 * @param loadBefore load average over one minute at the beginning
 * @param loadAfter the same at the end, the storms included
 */
record StormResults(
        List<StormRun> runs,
        long peakBytes,
        long peakBytesWithCluster,
        double busy,
        double loadBefore,
        double loadAfter) {
    StormResults {
        runs = List.copyOf(runs);
    }

    Samples each(Watched watched, int workers, ToDoubleFunction<StormRun> figure) {
        return new Samples(of(watched, workers).stream()
                .map(run -> figure.applyAsDouble(run))
                .toList());
    }

    /** How much longer the storm took than alone in the same round, in percent. */
    Samples slowdownPercent(Watched watched, int workers) {
        return new Samples(of(watched, workers).stream()
                .map(run -> 100 * ((double) run.nanos() / alone(run).nanos() - 1))
                .toList());
    }

    private StormRun alone(StormRun run) {
        return of(Watched.NOBODY, run.workers()).stream()
                .filter(other -> other.round() == run.round())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("round: " + run.round() + " (expected: one without agent)"));
    }

    private List<StormRun> of(Watched watched, int workers) {
        return runs.stream()
                .filter(run -> run.watched() == watched && run.workers() == workers)
                .toList();
    }
}
