// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.process.MetricsText;
import java.io.IOException;

/** What watches the machine while the storm runs. */
interface Watcher extends AutoCloseable {
    /** Waits until all that happened is dealt with. */
    void settle() throws IOException;

    /** CPU time that it has used, in microseconds. */
    long cpuMicros() throws IOException;

    /** The largest resident set that it has had, in bytes. */
    long peakResidentBytes() throws IOException;

    /** Its counters; {@link #execs} and {@link #lost} read their growth. */
    MetricsText counters() throws IOException;

    /** Program starts of the whole machine that it saw. */
    double execs(MetricsText growth);

    /** Events of the whole machine that it missed. */
    double lost(MetricsText growth);

    @Override
    void close();
}
