// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import io.plumbline.profiles.behavior.Behavior;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.Classification;
import io.plumbline.profiles.behavior.Classifier;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a profile with its provenance.
 *
 * @param id {@link BehaviorId} of the behaviour
 * @param behavior what is seen, or a pattern of it: in an entry, what is unknown stands for anything
 * @param attribution who decided; null for learned entries
 */
public record ProfileEntry(
        String id,
        Behavior behavior,
        Classification classification,
        EntryState state,
        EntrySource source,
        Support support,
        @Nullable Attribution attribution) {

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
