// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import io.plumbline.profiles.peer.Peer;
import io.plumbline.profiles.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody who knows the rest of the cluster. */
@FunctionalInterface
public interface PeerDirectory {
    /** Blocks. Empty when the directory can not be reached now. */
    Optional<Answers> resolve(List<PeerQuestion> questions);

    /** True when there is nobody to ask: the agent works alone. */
    default boolean isNobody() {
        return false;
    }

    /**
     * The answers of the directory.
     *
     * @param peers questions that are not among the keys are known to have no answer
     * @param behind the workload behind a service, where it is exactly one
     * @param current false when the directory says itself that it may be behind
     */
    record Answers(Map<PeerQuestion, Peer> peers, Map<PeerQuestion, Workload> behind, boolean current) {}

    /** An agent that works alone knows nobody else. */
    static PeerDirectory nobody() {
        return new PeerDirectory() {
            @Override
            public Optional<Answers> resolve(List<PeerQuestion> questions) {
                return Optional.empty();
            }

            @Override
            public boolean isNobody() {
                return true;
            }
        };
    }
}
