// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.profiles.learning;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Ids of behaviours that were raised as drift, or taken back by a person: they never go active by themselves.
 *
 * <p>When full, it stays as it is and from then on everything new waits for a person.
 */
final class RefusedBehaviors {
    static final int MAX = 1024;

    private final Set<String> ids = new LinkedHashSet<>();
    private boolean overflow;
    private boolean changed;

    RefusedBehaviors() {}

    RefusedBehaviors(Row.Header header) {
        ids.addAll(header.refused());
        overflow = header.refusedOverflow();
    }

    /** True when this changed anything. */
    boolean remember(String behaviorId) {
        if (ids.contains(behaviorId) || overflow) {
            return false;
        }
        if (ids.size() >= MAX) {
            overflow = true;
        } else {
            ids.add(behaviorId);
        }
        changed = true;
        return true;
    }

    /** Whether a behaviour was, or may have been, refused before. */
    boolean mayHold(String behaviorId) {
        return overflow || ids.contains(behaviorId);
    }

    List<String> ids() {
        return List.copyOf(ids);
    }

    boolean overflow() {
        return overflow;
    }

    /** Whether anything changed since the last call. */
    boolean drainChanged() {
        boolean drained = changed;
        changed = false;
        return drained;
    }
}
