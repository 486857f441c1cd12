// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.connection;

import io.plumbline.agent.detection.Baselines;
import io.plumbline.agent.watch.WatchedContainer;
import io.plumbline.profiles.behavior.BehaviorId;
import io.plumbline.profiles.behavior.NameLookup;
import java.util.Set;

/** Takes many names below one parent as one, for look-ups and peers alike. Owned by the pipeline thread. */
public final class GeneralNames {
    private final Baselines baselines;

    public GeneralNames(Baselines baselines) {
        this.baselines = baselines;
    }

    /**
     * The name as the container's profile has it. New patterns are made while it learns: to a profile that is locked, a pattern of
     * names that it knows one by one would be news.
     */
    String of(WatchedContainer container, String name, long atUnixNanos) {
        Set<String> known = baselines.namePatterns(container.key(), atUnixNanos);
        String general = container.names().generalize(name, known::contains);
        boolean locked = baselines.locked(container.key()).isPresent();
        return locked && !known.contains(general) ? name : general;
    }

    /** The name that a container asks for, as its profile has it: of very many, those that the profile does not have are any name. */
    String lookedUp(WatchedContainer container, String name) {
        boolean kept = container.nameLimit().admits(name)
                || baselines
                        .get(container.key())
                        .filter(profile -> profile.entries().containsKey(BehaviorId.of(new NameLookup(name))))
                        .isPresent();
        return kept ? name : NameLookup.MANY;
    }
}
