// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Execution;
import io.plumbline.profiles.behavior.NameLookup;
import io.plumbline.profiles.behavior.Outbound;
import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.BaselineKey;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is normal for one container of a workload: learned + allowed - denied.
 *
 * @param stateReason why the state is what it is, one sentence
 * @param stateSince nanoseconds since 1970 UTC
 * @param generation counts up from 1 on forget, undo, reopen and import
 * @param entries by id, in the order in which they are shown
 */
public record Profile(
        BaselineKey key,
        Mode mode,
        BaselineState state,
        String stateReason,
        long stateSince,
        long generation,
        Map<String, ProfileEntry> entries,
        LearningProgress progress) {
    /** Most entries of a profile, those that wait for a person aside. */
    public static final int MAX_ENTRIES = 4096;

    /** Most entries that wait for a person: nobody reads more, and they must not take the room of what is ordinary. */
    public static final int MAX_WAITING = 512;

    public Profile {
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** SHA-256 (hexadecimal, 32 digits) over behaviours, decisions, mode and state, without counters and times. */
    public String contentHash() {
        StringBuilder text = new StringBuilder(entries.size() * 64);
        text.append(mode).append('\n').append(state).append('\n');
        if (state == BaselineState.STABLE && progress.firstStart() == 0) {
            text.append("no start was watched\n");
        }
        new TreeMap<>(entries).forEach((id, entry) -> {
            boolean plain = entry.behavior() instanceof Execution execution
                    && execution.environment() != null
                    && execution.environment().isEmpty();
            text.append(id)
                    .append(plain ? " plain " : " ")
                    .append(entry.state())
                    .append(' ')
                    .append(entry.source());
            Attribution attribution = entry.attribution();
            if (attribution != null) {
                text.append(' ')
                        .append(attribution.decidedBy().length())
                        .append(':')
                        .append(attribution.decidedBy());
                text.append(' ')
                        .append(attribution.reason().length())
                        .append(':')
                        .append(attribution.reason());
                text.append(' ').append(attribution.expiresAt());
            }
            text.append('\n');
        });
        return BehaviorId.digest(text.toString());
    }

    /**
     * Patterns of names, such as "*.example.com", that were looked up or connected to: names below them are taken as them.
     *
     * @param now nanoseconds since 1970 UTC
     */
    public Set<String> namePatterns(long now) {
        Set<String> patterns = new HashSet<>();
        for (ProfileEntry entry : entries.values()) {
            String name = "";
            if (entry.behavior() instanceof NameLookup lookup) {
                name = lookup.name();
            } else if (entry.behavior() instanceof Outbound outbound && outbound.peer() instanceof Peer.DnsName peer) {
                name = peer.name();
            }
            if (Names.isPattern(name) && entry.state() != EntryState.DENIED && entry.counts(now)) {
                patterns.add(name);
            }
        }
        return Collections.unmodifiableSet(patterns);
    }

    /**
     * Says whether a behaviour is normal. Denied entries win over active ones, exact knowledge over tolerance for what
     * could not be read; entries whose time is over do not count.
     *
     * @param now nanoseconds since 1970 UTC
     */
    public Verdict judge(Behavior behavior, long now) {
        return Judge.judge(entries, behavior, now);
    }
}
