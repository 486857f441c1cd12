// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.agents;

import io.plumbline.v1.CollectorMessage;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The things that one agent is to be told of, in the order in which they changed. An agent that reads late gets a thing in its
 * newest form alone, and no form twice. Writer thread only.
 */
final class Backlog<K> {
    private final Set<K> due = new LinkedHashSet<>();
    private final Map<K, String> sent = new HashMap<>();

    /**
     * The newest form of a thing.
     *
     * @param version tells one form from another; empty when it need not
     */
    record Form(String version, CollectorMessage message) {}

    void add(K key) {
        due.add(key);
    }

    /** The agent no longer has to do with it, and may have forgotten what it was told. */
    void drop(K key) {
        due.remove(key);
        sent.remove(key);
    }

    boolean isEmpty() {
        return due.isEmpty();
    }

    /** Sends as far as the agent reads; returns how many messages that were. {@code newest}: empty for what is no more. */
    int drain(AgentConnection connection, Function<K, Optional<Form>> newest) {
        int count = 0;
        Iterator<K> keys = due.iterator();
        while (keys.hasNext() && connection.isReady()) {
            K key = keys.next();
            Optional<Form> form = newest.apply(key);
            if (form.isPresent() && isNew(key, form.get().version())) {
                connection.send(form.get().message());
                count++;
            }
            keys.remove();
        }
        return count;
    }

    private boolean isNew(K key, String version) {
        return version.isEmpty() || !version.equals(sent.put(key, version));
    }
}
