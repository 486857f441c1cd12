// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.watch;

import io.plumbline.acceptance.bench.process.CpuTime;
import io.plumbline.acceptance.bench.process.MetricsText;
import java.io.IOException;
import java.util.Set;

/** A program that watches the machine while something happens. */
public interface Watcher extends AutoCloseable {
    /** Waits until all that happened is dealt with. */
    void settle() throws IOException;

    /** The processor time that it has used. */
    CpuTime cpu() throws IOException;

    /** The largest resident set that it has had, in bytes. */
    long peakResidentBytes() throws IOException;

    /** Ids of its programs in the kernel. */
    Set<Long> programs() throws IOException;

    /** Its counters; the questions below read their growth. */
    MetricsText counters() throws IOException;

    /** Program starts of the whole machine that it saw. */
    double execs(MetricsText growth);

    /** Forks, execs and exits of the whole machine that it saw. */
    double processEvents(MetricsText growth);

    /** Events of the whole machine that it missed. */
    double lost(MetricsText growth);

    @Override
    void close();
}
