// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.program;

import io.plumbline.agent.sensor.ebpf.signal.Signal;
import io.plumbline.agent.sensor.ebpf.signal.Watching;
import java.util.Map;

/**
 * The programs as they run in the kernel, with what they share. Closing it detaches them, unless they are pinned.
 *
 * @param processRing descriptor of the ring of processes, and the others likewise
 * @param programs descriptors of the programs themselves by name, for what the kernel tells of them
 * @param variants how each signal is watched that is
 * @param refused signals that are not watched, each with the reason
 * @param adopted true when an earlier agent left them: they watched all the time
 * @param untold records of a former version that no agent has read or told as lost
 * @param release closes descriptors and, unless pinned, detaches
 */
public record Programs(
        int processRing,
        int processRingBytes,
        int networkRing,
        int networkRingBytes,
        int shared,
        int losses,
        int budgets,
        Map<String, Integer> programs,
        Map<Signal, Watching> variants,
        Map<Signal, String> refused,
        boolean adopted,
        long untold,
        Runnable release)
        implements AutoCloseable {
    public Programs {
        programs = Map.copyOf(programs);
        variants = Map.copyOf(variants);
        refused = Map.copyOf(refused);
    }

    @Override
    public void close() {
        release.run();
    }
}
