// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.report.Samples;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All storms of a session.
 *
 * @param inKernel of floor and agents, where they have programs in the kernel
 */
record StormResults(List<StormRun> runs, List<InKernel> inKernel) {
    StormResults {
        runs = List.copyOf(runs);
        inKernel = List.copyOf(inKernel);
    }

    Samples each(Watched watched, int workers, ToDoubleFunction<StormRun> figure) {
        return new Samples(of(watched, workers).stream()
                .map(run -> figure.applyAsDouble(run))
                .toList());
    }

    /** The time that the storm took longer than alone in the same round, in percent. */
    Samples slowdownPercent(Watched watched, int workers) {
        return new Samples(of(watched, workers).stream()
                .map(run -> 100 * ((double) run.nanos() / alone(run).nanos() - 1))
                .toList());
    }

    /** 0 for who has no programs in the kernel. */
    double inKernelMicros(Watched watched) {
        return inKernel.stream()
                .filter(each -> each.watched() == watched)
                .mapToDouble(InKernel::microsPerProcess)
                .sum();
    }

    /** The watcher's own CPU time and that of its programs for one process. */
    double wholeMicros(Watched watched, int workers) {
        return each(watched, workers, StormRun::cpuMicrosPerProcess).median() + inKernelMicros(watched);
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
