// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.process.MetricsText;
import io.plumbline.acceptance.bench.process.Started;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** The storm alone. */
final class Nobody implements Watcher {
    /** As long as the others take at least, so that all storms find the machine alike. */
    private static final Duration SETTLE = Duration.ofMillis(500);

    @Override
    public void settle() throws IOException {
        Started.pause(SETTLE);
    }

    @Override
    public long cpuMicros() {
        return 0;
    }

    @Override
    public long peakResidentBytes() {
        return 0;
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
    public double lost(MetricsText growth) {
        return 0;
    }

    @Override
    public void close() {}
}
