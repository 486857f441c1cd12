// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import io.plumbline.profiles.profile.Support;
import java.util.HashSet;
import java.util.Set;

/** Counts the evidence of one baseline. */
final class EvidenceCount {
    private static final int MAX_EXACT = 64;

    private final Ledger ledger;
    private final long learningSince;
    private final long starts;
    private final long lastLoss;
    private long described;
    private long lost;
    private long observations;
    private long lastNovelty;
    private int entries;
    private int singletons;
    private int doubletons;
    private int singleStarts;

    EvidenceCount(
            Ledger ledger, long learningSince, long starts, long droppedDescribed, long droppedLost, long lastLoss) {
        this.ledger = ledger;
        this.learningSince = learningSince;
        this.starts = starts;
        this.described = droppedDescribed;
        this.lost = droppedLost;
        this.lastLoss = lastLoss;
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
        ledger.all().forEach(this::add);
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
                lastLoss);
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
