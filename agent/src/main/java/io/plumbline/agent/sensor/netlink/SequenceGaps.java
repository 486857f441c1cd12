// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor.netlink;

import java.util.HashMap;
import java.util.Map;

/** Counts the messages that are missing between two of one CPU. Works only without a filter, which leaves gaps too. */
final class SequenceGaps {
    private final Map<Integer, Integer> last = new HashMap<>();

    /** How many messages of that CPU are missing before this one; 0 for the first. */
    long missingBefore(int cpu, int sequence) {
        Integer previous = last.put(cpu, sequence);
        if (previous == null) {
            return 0;
        }
        long missing = Integer.toUnsignedLong(sequence - previous - 1);
        // The kernel counts up by one per CPU; a step back of any size is a counter that began anew, not four billion
        // losses.
        return missing > Integer.MAX_VALUE ? 0 : missing;
    }
}
