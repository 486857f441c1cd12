// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.IdentitySource;
import java.util.List;

/**
 * What one container run has done: cumulative counters, of which only those that changed need to be present.
 *
 * @param identity how sure the sender is of the workload
 * @param generation of the profile that the sender knew when it counted; 0 when it knew none
 * @param described observations that were fully described, since the run started
 * @param lost observations that were lost or not fully described, since the run started
 * @param startSeen true when the run was watched from its beginning on, false when it was found running
 * @param behindNanos age of the events that the node's agent handled last; 0 when none waits for long
 */
public record Delta(
        BaselineKey key,
        IdentitySource identity,
        long generation,
        ContainerRun run,
        List<Counter> counters,
        long described,
        long lost,
        boolean startSeen,
        long behindNanos) {
    public Delta {
        counters = List.copyOf(counters);
    }

    /** The report of an agent that is not behind. */
    public Delta(
            BaselineKey key,
            IdentitySource identity,
            long generation,
            ContainerRun run,
            List<Counter> counters,
            long described,
            long lost,
            boolean startSeen) {
        this(key, identity, generation, run, counters, described, lost, startSeen, 0);
    }

    /** The same of an agent that is that far behind. */
    public Delta withBehind(long nanos) {
        return new Delta(key, identity, generation, run, counters, described, lost, startSeen, nanos);
    }
}
