// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.session;

import io.plumbline.acceptance.bench.process.ProcFile;
import io.plumbline.acceptance.bench.process.Started;
import io.plumbline.acceptance.bench.report.Figure;
import io.plumbline.acceptance.bench.report.Target;
import java.io.IOException;
import java.time.Duration;

/**
 * Measures how much of the machine others use while the bench does nothing. Where that is more than a tenth, times decide
 * nothing.
 */
public final class Quiet {
    private static final double LIMIT = 0.1;
    private static final Duration LISTEN = Duration.ofSeconds(2);

    private double busy;

    public Quiet() {}

    /** {@code busy}: share of all processors, 0 to 1. */
    public Quiet(double busy) {
        this.busy = busy;
    }

    /** Listens for two seconds. */
    public void listen() throws IOException {
        ProcFile.CpuTimes before = ProcFile.machine();
        Started.pause(LISTEN);
        busy = Math.max(busy, ProcFile.machine().busySince(before));
    }

    /** The largest share that was heard, 0 to 1. */
    public double busy() {
        return busy;
    }

    /** A time, judged if the machine was quiet. */
    public Figure timed(String name, double value, String unit, Target target) {
        return busy <= LIMIT ? Figure.judged(name, value, unit, target) : Figure.undecided(name, value, unit, target);
    }
}
