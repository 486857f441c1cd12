// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.writer;

import io.plumbline.collector.store.Change;
import io.plumbline.collector.store.ChangeBatch;
import io.plumbline.collector.store.StoreException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The changes that one turn of the writer will commit, and what follows from the commit or its failure. Writer thread only.
 */
public final class Turn {
    private final List<Change> changes = new ArrayList<>();
    private final Map<Object, Consumer<ChangeBatch>> late = new LinkedHashMap<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final Map<Object, Consumer<StoreException>> afterFailure = new LinkedHashMap<>();

    public void add(Change change) {
        changes.add(change);
    }

    /** Asks {@code subject} for its changes once, when the turn ends, however often it changed within the turn. */
    public void addLate(Object subject, Consumer<ChangeBatch> changesOfSubject) {
        late.putIfAbsent(subject, changesOfSubject);
    }

    /** Runs after the commit, in the order in which it was asked for. */
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /** Runs once for {@code subject} when the commit failed: what was changed in memory must be taken back. */
    public void afterFailure(Object subject, Consumer<StoreException> action) {
        afterFailure.putIfAbsent(subject, action);
    }

    ChangeBatch batch() {
        var batch = new ChangeBatch();
        changes.forEach(batch::add);
        late.values().forEach(subject -> subject.accept(batch));
        return batch;
    }

    List<Runnable> afterCommit() {
        return afterCommit;
    }

    List<Consumer<StoreException>> afterFailure() {
        return List.copyOf(afterFailure.values());
    }
}
