// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Classification;
import io.plumbline.profiles.behavior.Classifier;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a profile with its provenance.
 *
 * @param id {@link BehaviorId} of the behaviour
 * @param behavior what is seen, or a pattern of it: in an entry, what is unknown stands for anything
 * @param attribution who decided; null for learned entries
 * @param usage how much the peer of an outbound connection is used; else, or when nobody measured, {@link Usage#NONE}; of
 *     learned entries only while the baseline learns. Neither this nor the addresses
 *     say what is normal: they are not part of the id, nor of {@link Profile#contentHash}
 * @param addresses that the peer had, textual, newest last; at most {@value #MOST_ADDRESSES}
 */
public record ProfileEntry(
        String id,
        Behavior behavior,
        Classification classification,
        EntryState state,
        EntrySource source,
        Support support,
        @Nullable Attribution attribution,
        Usage usage,
        List<String> addresses) {
    public static final int MOST_ADDRESSES = 16;

    public ProfileEntry {
        addresses = List.copyOf(addresses);
    }

    /** An entry without usage and addresses. */
    public ProfileEntry(
            String id,
            Behavior behavior,
            Classification classification,
            EntryState state,
            EntrySource source,
            Support support,
            @Nullable Attribution attribution) {
        this(id, behavior, classification, state, source, support, attribution, Usage.NONE, List.of());
    }

    /** An entry that a person or a document made; not seen yet. */
    public static ProfileEntry decided(
            Behavior behavior, EntryState state, EntrySource source, Attribution attribution) {
        return new ProfileEntry(
                BehaviorId.of(behavior),
                behavior,
                Classifier.classify(behavior),
                state,
                source,
                Support.NONE,
                attribution);
    }

    /** False when the entry's time is over. */
    public boolean counts(long now) {
        return attribution == null || !attribution.isExpired(now);
    }
}
