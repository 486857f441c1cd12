// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.process.ProgramTimes;

/**
 * The runs of a watcher's programs in the kernel during a storm.
 *
 * @param processes program starts of the storm
 */
record InKernel(Watched watched, double processes, ProgramTimes times) {
    double microsPerProcess() {
        return times.nanos() / 1e3 / processes;
    }
}
