// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import java.util.List;

/**
 * How far learning has come.
 *
 * @param since first observation since the baseline was opened, nanoseconds since 1970 UTC; 0 before it
 * @param lastNovelty when the newest entry was first seen, nanoseconds since 1970 UTC; 0 without entries
 * @param observations observations in all
 * @param singletons entries that were seen exactly once
 * @param lost observations that a sensor lost or could not describe
 * @param fraction share of the lock rule that is fulfilled, 0 to 1
 * @param waitingFor what the lock still waits for, one sentence each; empty once it may lock
 * @param rule name and parameters of the lock rule
 * @param firstStart when the first container run was started that was watched from its beginning on, nanoseconds since 1970 UTC; 0
 *     while none was
 */
public record LearningProgress(
        long since,
        long lastNovelty,
        long observations,
        int singletons,
        long lost,
        double fraction,
        List<String> waitingFor,
        String rule,
        long firstStart) {
    /** Of a baseline of which nothing is known. */
    public static final LearningProgress NONE = new LearningProgress(0, 0, 0, 0, 0, 0, List.of(), "", 0);

    public LearningProgress {
        waitingFor = List.copyOf(waitingFor);
    }
}
