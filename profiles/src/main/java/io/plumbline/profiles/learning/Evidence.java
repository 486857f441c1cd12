// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import org.jspecify.annotations.Nullable;

/**
 * What a lock rule judges by; the counts that statistics of novelty start from are all here.
 *
 * @param since first observation since the baseline was opened, nanoseconds since 1970 UTC; 0 before it
 * @param lastNovelty when the newest entry was first seen, nanoseconds since 1970 UTC; 0 without entries
 * @param observations observations in all
 * @param entries entries that were seen
 * @param waiting entries that wait for a person, among those that were seen or not
 * @param singletons entries that were seen exactly once
 * @param doubletons entries that were seen exactly twice
 * @param singleStarts entries that were seen in exactly one container run
 * @param starts container runs
 * @param replicas different pods; exact up to 64
 * @param nodes different nodes; exact up to 64
 * @param described observations that were fully described
 * @param lost observations that were lost or not fully described
 * @param lastLoss when the loss grew last, or something had no room, nanoseconds since 1970 UTC by the merging side's clock; 0 without loss
 * @param lag the agent that said last that it is behind; null when none did
 */
public record Evidence(
        long since,
        long lastNovelty,
        long observations,
        int entries,
        int waiting,
        int singletons,
        int doubletons,
        int singleStarts,
        long starts,
        int replicas,
        int nodes,
        long described,
        long lost,
        long lastLoss,
        @Nullable Lag lag) {}
