// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.profile.Attribution;
import io.plumbline.profiles.profile.BaselineState;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.EntryState;
import io.plumbline.profiles.profile.Mode;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.profiles.workload.BaselineKey;
import io.plumbline.profiles.workload.IdentitySource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of a baseline in a store; a baseline is exactly its rows. */
public sealed interface Row {
    /** {@link BaselineKey#id()} of the baseline. */
    String baselineId();

    /** Identity of the row over all baselines and kinds; a put replaces the former row with this key. */
    String rowKey();

    /**
     * The baseline itself; exactly one row.
     *
     * @param learningSince when the baseline was opened, nanoseconds since 1970 UTC
     * @param lastLoss when the loss grew last; 0 without loss
     * @param starts container runs ever seen, also those that are no longer kept
     * @param droppedDescribed described observations of runs that are no longer kept
     * @param droppedLost lost observations of runs that are no longer kept
     * @param refused ids of behaviours that were raised as drift, or taken back by a person; at most 1024
     * @param refusedOverflow true when there were more
     * @param firstStart when the first run was started that was watched from its beginning on; 0 while none was
     */
    record Header(
            BaselineKey key,
            IdentitySource identity,
            Mode mode,
            BaselineState state,
            String stateReason,
            long stateSince,
            long generation,
            long learningSince,
            long lastLoss,
            long starts,
            long droppedDescribed,
            long droppedLost,
            List<String> refused,
            boolean refusedOverflow,
            long firstStart)
            implements Row {
        public Header {
            refused = List.copyOf(refused);
        }

        @Override
        public String baselineId() {
            return key.id();
        }

        @Override
        public String rowKey() {
            return baselineId() + "#header";
        }
    }

    /**
     * One entry, without what its cells tell.
     *
     * @param droppedCount observations of cells that are no longer kept
     * @param droppedFirstSeen earliest time of those cells; 0 without any
     * @param droppedLastSeen latest time of those cells
     * @param droppedUsage the most of those cells
     * @param imageVersions digests, at most 16
     */
    record Entry(
            String baselineId,
            String entryId,
            Behavior behavior,
            EntryState state,
            EntrySource source,
            @Nullable Attribution attribution,
            long droppedCount,
            long droppedFirstSeen,
            long droppedLastSeen,
            Usage droppedUsage,
            List<String> imageVersions)
            implements Row {
        public Entry {
            imageVersions = List.copyOf(imageVersions);
        }

        @Override
        public String rowKey() {
            return baselineId + "#entry/" + entryId;
        }
    }

    /**
     * Cumulative counters of one entry in one container run.
     *
     * @param addresses of the peer, as of {@code lastSeen}; at most {@link Counter#MOST_ADDRESSES}
     */
    record Cell(
            String baselineId,
            String entryId,
            ContainerRun run,
            long count,
            long firstSeen,
            long lastSeen,
            Usage usage,
            List<String> addresses)
            implements Row {
        public Cell {
            addresses = List.copyOf(addresses);
        }

        @Override
        public String rowKey() {
            return baselineId + "#cell/" + entryId + "/" + run.id();
        }
    }

    /** What is known of one container run; {@code lastMerged} is the merging side's clock. */
    record Run(String baselineId, ContainerRun run, long described, long lost, long lastMerged) implements Row {
        @Override
        public String rowKey() {
            return baselineId + "#run/" + run.id();
        }
    }
}
