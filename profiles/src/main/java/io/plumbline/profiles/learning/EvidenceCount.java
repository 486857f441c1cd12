// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.behavior.Inbound;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Support;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Counts the evidence of one baseline. */
final class EvidenceCount {
    private static final int MAX_EXACT = 64;

    private final Ledger ledger;
    private final Predicate<String> refused;
    private final long learningSince;
    private final long starts;
    private final long lastLoss;
    private final @Nullable Lag lag;
    private long described;
    private long lost;
    private long observations;
    private long lastNovelty;
    private int entries;
    private int singletons;
    private int doubletons;
    private int singleStarts;

    EvidenceCount(
            Ledger ledger,
            Predicate<String> refused,
            long learningSince,
            long starts,
            long droppedDescribed,
            long droppedLost,
            long lastLoss,
            @Nullable Lag lag) {
        this.ledger = ledger;
        this.refused = refused;
        this.learningSince = learningSince;
        this.starts = starts;
        this.described = droppedDescribed;
        this.lost = droppedLost;
        this.lastLoss = lastLoss;
        this.lag = lag;
    }

    Evidence evidence() {
        Set<String> pods = new HashSet<>();
        Set<String> nodes = new HashSet<>();
        for (Row.Run run : ledger.runs()) {
            described += run.described();
            lost += run.lost();
            pods.add(run.run().podUid());
            nodes.add(run.run().node());
        }
        Set<String> folded = open();
        ledger.all().stream().filter(tally -> !folded.contains(tally.id)).forEach(this::add);
        return new Evidence(
                entries == 0 ? 0 : learningSince,
                lastNovelty,
                observations,
                entries,
                Math.toIntExact(ledger.quarantined()),
                singletons,
                doubletons,
                singleStarts,
                starts,
                Math.min(MAX_EXACT, pods.size()),
                Math.min(MAX_EXACT, nodes.size()),
                described,
                lost,
                lastLoss,
                lag);
    }

    /** A port that is open to the cluster is one entry, and no news any more from then on; the clients that it stands for. */
    private Set<String> open() {
        Set<String> folded = new HashSet<>();
        List<ProfileEntry> inbound = ledger.all().stream()
                .filter(tally -> tally.behavior instanceof Inbound)
                .map(Tally::entry)
                .toList();
        for (OpenPorts.Open open :
                OpenPorts.of(inbound, refused, Long.MIN_VALUE).all()) {
            open.folded().forEach(client -> folded.add(client.id()));
            entries++;
            observations += open.folded().stream()
                    .mapToLong(client -> client.support().count())
                    .sum();
            lastNovelty = Math.max(lastNovelty, open.sinceUnixNanos());
        }
        return folded;
    }

    private void add(Tally tally) {
        if (!tally.isSeen()) {
            return;
        }
        Support support = tally.support();
        entries++;
        observations += support.count();
        lastNovelty = Math.max(lastNovelty, support.firstSeen());
        singletons += support.count() == 1 ? 1 : 0;
        doubletons += support.count() == 2 ? 1 : 0;
        singleStarts += support.starts() == 1 ? 1 : 0;
    }
}
