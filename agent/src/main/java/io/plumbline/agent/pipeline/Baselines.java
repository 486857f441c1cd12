// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.pipeline;

import io.plumbline.profiles.profile.Profile;
import io.plumbline.profiles.workload.BaselineKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The profiles of this node's workloads, as their authority last sent them. Owned by the pipeline thread. */
final class Baselines {
    private final Map<BaselineKey, Profile> profiles = new HashMap<>();

    void received(Profile profile) {
        profiles.put(profile.key(), profile);
    }

    /** Empty until the authority has answered. */
    Optional<Profile> get(BaselineKey key) {
        return Optional.ofNullable(profiles.get(key));
    }

    /**
     * Chance that the next behaviour is one that was seen before, after Good and Turing: one minus the share of behaviours seen
     * once. 0 while there is no locked profile.
     */
    static double confidence(Profile profile) {
        long observations = profile.progress().observations();
        return Math.max(0, 1 - (profile.progress().singletons() + 1.0) / (observations + 1.0));
    }
}
