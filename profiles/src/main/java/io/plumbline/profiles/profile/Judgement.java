// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.profile;

import java.util.List;

/** What a profile says of one behaviour. */
public sealed interface Judgement {
    /** Normal, because of this entry. */
    record Known(ProfileEntry entry) implements Judgement {}

    /** Seen while learning, and waits for a person. */
    record Unconfirmed(ProfileEntry entry) implements Judgement {}

    /** A person said that this must not happen. */
    record Denied(ProfileEntry entry) implements Judgement {}

    /**
     * Not in the profile.
     *
     * @param because what differs from the nearest entries, one sentence each, most important first; never empty
     * @param novelty what kind of news it is
     */
    record Novel(List<String> because, Novelty novelty) implements Judgement {
        public Novel {
            because = List.copyOf(because);
        }
    }
}
