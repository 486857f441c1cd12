// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.anomaly;

import io.plumbline.agent.traffic.Text;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.profile.EntrySource;
import io.plumbline.profiles.profile.ProfileEntry;
import io.plumbline.profiles.profile.Usage;
import io.plumbline.profiles.profile.Verdict;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a peer outside of the cluster may be used, by what was learned of it. Pure functions. */
final class PeerLimits {
    /** Below this, nobody would call it much. */
    static final long FEW_BYTES = 16L << 20;

    static final long TIMES_LEARNED = 10;

    /** So often a peer must have been seen to say how it is used ... */
    static final long LEAST_SEEN = 20;

    /** ... and so often by each container run. */
    static final long LEAST_SEEN_EACH = 10;

    /** What these do depends on what else is done. */
    private static final List<Integer> OWN_RHYTHM = List.of(53, 123);

    private PeerLimits() {}

    static boolean isExternal(Outbound outbound) {
        return outbound.peer() instanceof Peer.DnsName || outbound.peer() instanceof Peer.Cidr;
    }

    /** True to take a strict look for a rhythm, false for any look; empty when a rhythm says nothing. */
    static Optional<Boolean> strictness(Outbound outbound, @Nullable Verdict verdict) {
        if (OWN_RHYTHM.contains(outbound.port())) {
            return Optional.empty();
        }
        if (verdict instanceof Verdict.Known known) {
            boolean irregular =
                    isMeasured(known.entry()) && !known.entry().usage().regular();
            return irregular ? Optional.of(true) : Optional.empty();
        }
        return isStranger(verdict) ? Optional.of(false) : Optional.empty();
    }

    /** Bytes an hour that are not too much; empty when nobody can say. */
    static Optional<Long> mostBytes(@Nullable Verdict verdict) {
        if (verdict instanceof Verdict.Known known) {
            long learned = known.entry().usage().peakBytesSent();
            return isMeasured(known.entry()) && learned > 0
                    ? Optional.of(Math.max(FEW_BYTES, TIMES_LEARNED * learned))
                    : Optional.empty();
        }
        return isStranger(verdict) ? Optional.of(FEW_BYTES) : Optional.empty();
    }

    /** True for a peer that the locked profile does not have. */
    static boolean isStranger(@Nullable Verdict verdict) {
        return verdict instanceof Verdict.Unmatched || verdict instanceof Verdict.Denied;
    }

    private static boolean isMeasured(ProfileEntry entry) {
        return entry.source() == EntrySource.LEARNED
                && !entry.usage().equals(Usage.NONE)
                && entry.support().count() >= LEAST_SEEN
                && entry.support().count() >= LEAST_SEEN_EACH * entry.support().starts();
    }

    static String noRhythm(@Nullable Verdict verdict) {
        return verdict instanceof Verdict.Known known
                ? "none was seen in the " + Text.number(known.entry().support().count())
                        + " connections that were learned"
                : "the peer is not in the profile";
    }

    static List<String> tooMuch(long sent, @Nullable Verdict verdict) {
        String now = Text.bytes(sent) + " were sent within an hour";
        return verdict instanceof Verdict.Known known
                ? List.of(
                        now + "; the most that was learned is "
                                + Text.bytes(known.entry().usage().peakBytesSent()),
                        "more than " + TIMES_LEARNED + " times what was learned, and more than "
                                + Text.bytes(FEW_BYTES))
                : List.of(now + "; the peer is not in the profile");
    }
}
