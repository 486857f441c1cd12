// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.ebpf.signal;

import java.util.List;

/**
 * How a signal is watched.
 *
 * @param variant which of the ways, in a word
 * @param passedOver why not a better one; empty where this is the best
 */
public record Watching(String variant, List<String> passedOver) {
    public Watching {
        passedOver = List.copyOf(passedOver);
    }

    /** True when it is no program that tells it, but performance counters do. */
    public boolean byPerfEvents() {
        return variant.equals(Variants.PERF_EVENTS);
    }

    /** For logs. */
    @Override
    public String toString() {
        return passedOver.isEmpty() ? variant : variant + " (" + String.join("; ", passedOver) + ")";
    }
}
