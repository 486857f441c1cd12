// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import io.plumbline.profiles.behavior.Transport;
import io.plumbline.profiles.peer.Peer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what the directory said lately: for 5 s who has an address, for 2 s that nobody has it; at most {@value #MOST}
 * addresses and ports, the longest unused are forgotten. The address of a pod may be another's soon: such an answer serves
 * connections of the same half second alone. For one thread.
 */
final class AnswerCache {
    static final int MOST = 4096;
    private static final long KNOWN_NANOS = 5_000_000_000L;
    private static final long UNKNOWN_NANOS = 2_000_000_000L;
    private static final long TENANT_NANOS = 500_000_000L;

    private final Map<Key, Said> answers = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Said> eldest) {
            return size() > MOST;
        }
    };

    private record Key(String address, int port, Transport transport) {
        static Key of(PeerQuestion question) {
            return new Key(question.address(), question.port(), question.transport());
        }
    }

    private record Said(@Nullable Peer peer, long atUnixNanos, long untilNanos) {}

    void put(PeerQuestion question, @Nullable Peer peer, long nowNanos) {
        long keep = peer == null ? UNKNOWN_NANOS : KNOWN_NANOS;
        answers.put(Key.of(question), new Said(peer, question.atUnixNanos(), nowNanos + keep));
    }

    /** The peer that the directory named lately; null when it said nothing, or that it does not know. */
    @Nullable
    Peer peer(PeerQuestion question, long nowNanos) {
        Said said = said(question, nowNanos);
        if (said == null || said.peer() == null) {
            return null;
        }
        long later = question.atUnixNanos() - said.atUnixNanos();
        boolean tenant = said.peer() instanceof Peer.WorkloadPeer;
        return Math.abs(later) <= (tenant ? TENANT_NANOS : KNOWN_NANOS) ? said.peer() : null;
    }

    /** The time at which the directory may be asked: now, or later when it just said that it does not know. */
    long askAt(PeerQuestion question, long nowNanos) {
        Said said = said(question, nowNanos);
        return said != null && said.peer() == null ? said.untilNanos() : nowNanos;
    }

    private @Nullable Said said(PeerQuestion question, long nowNanos) {
        Said said = answers.get(Key.of(question));
        return said == null || nowNanos - said.untilNanos() >= 0 ? null : said;
    }
}
