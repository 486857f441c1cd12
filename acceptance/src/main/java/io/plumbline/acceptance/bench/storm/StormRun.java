// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.storm;

/**
 * One storm, and what its watcher did meanwhile.
 *
 * @param nanos from the first start to the last end, as the storm measured
 * @param cpuMicros CPU time of the watcher, until it had settled
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
        long cpuMicros,
        double execs,
        double events,
        double lost,
        double attributed,
        double described) {
    /** Who watched. */
    enum Watched {
        NOBODY("no agent"),
        READER("minimal reader"),
        AGENT("agent"),
        AGENT_WITH_CLUSTER("agent with Kubernetes client");

        private final String words;

        Watched(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Processes per second. */
    double rate() {
        return processes * 1e9 / nanos;
    }

    /** CPU time for each program start that the watcher saw: on a machine that does other things too these cost as well. */
    double cpuMicrosPerProcess() {
        return cpuMicros / execs;
    }

    /** Percent of the storm's program starts, its own among them. */
    double attributedPercent() {
        return 100 * attributed / (processes + 1);
    }

    double describedPercent() {
        return 100 * described / (processes + 1);
    }

    @Override
    public String toString() {
        String head =
                String.format("%s, %d worker%s: %.0f processes/s", watched, workers, workers == 1 ? "" : "s", rate());
        return switch (watched) {
            case NOBODY -> head;
            case READER -> head + String.format("; %.1f us of CPU per process, %.0f lost", cpuMicrosPerProcess(), lost);
            case AGENT, AGENT_WITH_CLUSTER ->
                head
                        + String.format(
                                "; %.1f us of CPU per process, %.0f lost, %.1f %% attributed, %.1f %% described",
                                cpuMicrosPerProcess(), lost, attributedPercent(), describedPercent());
        };
    }
}
