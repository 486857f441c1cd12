// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.watch;

import io.plumbline.acceptance.bench.process.CpuTime;
import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.process.Started;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Nobody watches. */
public final class Nobody implements Watcher {
    /** The time that the others take at least, so that all storms find the machine alike. */
    private static final Duration SETTLE = Duration.ofMillis(500);

    @Override
    public void settle() throws IOException {
        Started.pause(SETTLE);
    }

    @Override
    public CpuTime cpu() {
        return CpuTime.NONE;
    }

    @Override
    public long peakResidentBytes() {
        return 0;
    }

    @Override
    public Set<Long> programs() {
        return Set.of();
    }

    @Override
    public MetricsText counters() {
        return new MetricsText(Map.of());
    }

    @Override
    public double execs(MetricsText growth) {
        return 0;
    }

    @Override
    public double processEvents(MetricsText growth) {
        return 0;
    }

    @Override
    public double lost(MetricsText growth) {
        return 0;
    }

    @Override
    public void close() {}
}
