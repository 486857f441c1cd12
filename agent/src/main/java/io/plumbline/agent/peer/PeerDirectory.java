// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.peer;

import io.plumbline.profiles.peer.Peer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somebody who knows the rest of the cluster. */
@FunctionalInterface
public interface PeerDirectory {
    /** Blocks. Questions without an entry in the answer have no answer; empty when the directory can not be reached now. */
    Optional<Map<PeerQuestion, Peer>> resolve(List<PeerQuestion> questions);

    /** An agent that works alone knows nobody else. */
    static PeerDirectory nobody() {
        return ignored -> Optional.of(Map.of());
    }
}
