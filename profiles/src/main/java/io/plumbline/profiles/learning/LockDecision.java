// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import java.util.List;

/** Whether a baseline may lock. */
public sealed interface LockDecision {
    /** It may, for this reason. */
    record Ready(String reason) implements LockDecision {}

    /**
     * It may not yet.
     *
     * @param fraction share that is fulfilled, 0 to 1
     * @param waitingFor one sentence each
     */
    record Waiting(double fraction, List<String> waitingFor) implements LockDecision {
        public Waiting {
            waitingFor = List.copyOf(waitingFor);
        }
    }
}
