// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.incidents;

import io.plumbline.v1.IncidentRecord;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells watchers of each stored revision and decision, after the commit. Thread-safe. */
public final class IncidentFeed {
    private final Set<Watcher> watchers = ConcurrentHashMap.newKeySet();

    public void add(Watcher watcher) {
        watchers.add(watcher);
    }

    public void remove(Watcher watcher) {
        watchers.remove(watcher);
    }

    public int watchers() {
        return watchers.size();
    }

    /** Sends all watchers away. */
    public void close() {
        watchers.forEach(Watcher::closing);
        watchers.clear();
    }

    void publish(IncidentRecord record) {
        watchers.forEach(watcher -> watcher.stored(record));
    }

    /** Somebody who wants to know; called on the writer's thread, so that it must return at once. */
    public interface Watcher {
        void stored(IncidentRecord record);

        void closing();
    }
}
