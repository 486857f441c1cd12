// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

import io.plumbline.acceptance.bench.process.CpuTime;

/**
 * One storm, and what its watcher did meanwhile.
 *
 * @param nanos from the first start to the last end, as the storm measured
 * @param cpu of the watcher, until it had settled
 * @param execs program starts of the whole machine that the watcher saw
 * @param events forks, execs and exits of the whole machine that it saw
 * @param lost events of the whole machine that it missed
 * @param attributed program starts that it attributed to a container
 * @param described program starts in containers that it could describe fully
 */
record StormRun(
        Watched watched,
        int round,
        int workers,
        int processes,
        long nanos,
        CpuTime cpu,
        double execs,
        double events,
        double lost,
        double attributed,
        double described) {
    /** Processes per second. */
    double rate() {
        return processes * 1e9 / nanos;
    }

    /** CPU time for each program start that the watcher saw: on a machine that does other things too these cost as well. */
    double cpuMicrosPerProcess() {
        return cpu.micros() / execs;
    }

    double userMicrosPerProcess() {
        return cpu.userMicros() / execs;
    }

    double kernelMicrosPerProcess() {
        return cpu.kernelMicros() / execs;
    }

    /** The number of the storm's program starts, its own among them, that the watcher did not give to a container. */
    double unattributed() {
        return processes + 1 - attributed;
    }

    /** The number of the same program starts that the watcher could not describe fully. */
    double undescribed() {
        return processes + 1 - described;
    }

    @Override
    public String toString() {
        String head =
                String.format("%s, %d worker%s: %.0f processes/s", watched, workers, workers == 1 ? "" : "s", rate());
        return switch (watched) {
            case NOBODY -> head;
            case FLOOR -> head + String.format("; %.1f us of CPU per process, %.0f lost", cpuMicrosPerProcess(), lost);
            case EBPF, EBPF_PROCESSES, NETLINK ->
                head
                        + String.format(
                                "; %.1f us of CPU per process, %.0f lost, %.0f attributed, %.0f described",
                                cpuMicrosPerProcess(), lost, attributed, described);
        };
    }
}
