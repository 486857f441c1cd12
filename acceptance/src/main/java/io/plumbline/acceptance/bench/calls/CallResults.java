// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.bench.calls;

import io.plumbline.acceptance.bench.report.Samples;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The times of all rounds.
 *
 * @param times of each way of watching that was measured, one element for each round
 * @param variants how each agent watched use of the kernel
 */
record CallResults(Map<WatchMode, List<CallTimes>> times, Map<WatchMode, String> variants) {
    CallResults {
        times = new EnumMap<>(times);
        variants = new EnumMap<>(variants);
    }

    /** The ways of watching that have an agent. */
    List<WatchMode> agents() {
        return new ArrayList<>(variants.keySet());
    }

    /** A quick batch of each round. */
    Samples quick(WatchMode watching, Call call) {
        return each(watching, round -> round.quick(call));
    }

    /** The median batch of each round. */
    Samples median(WatchMode watching, Call call) {
        return each(watching, round -> round.median(call));
    }

    String variant(WatchMode watching) {
        return variants.getOrDefault(watching, KernelVariant.NONE);
    }

    private Samples each(WatchMode watching, ToDoubleFunction<CallTimes> figure) {
        return new Samples(times.getOrDefault(watching, List.of()).stream()
                .map(figure::applyAsDouble)
                .toList());
    }
}
