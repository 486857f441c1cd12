// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.cache;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Remembers the results of a pure function for what was asked lately: containers do the same few things again and again. For
 * one thread; of more than {@code most} results the one that was not asked for longest is forgotten.
 */
public final class LruCache<K, V> {
    private final Function<K, V> function;
    private final Map<K, V> results;

    public LruCache(int most, Function<K, V> function) {
        this.function = function;
        this.results = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    public V get(K key) {
        V known = results.get(key);
        if (known != null) {
            return known;
        }
        V found = function.apply(key);
        results.put(key, found);
        return found;
    }

    /** The function changed: nothing that was remembered holds any more. */
    public void clear() {
        results.clear();
    }
}
