// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Changes that become durable together or not at all, in the order in which they were added. Not thread-safe. */
public final class ChangeBatch {
    private final List<Change> changes = new ArrayList<>();

    public ChangeBatch add(Change change) {
        changes.add(change);
        return this;
    }

    public List<Change> changes() {
        return Collections.unmodifiableList(changes);
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }
}
