// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.cache;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * Remembers the results of a pure function for what was asked lately: containers do the same few things again and again. For
 * one thread. Bounded by count and by size: beyond either, what was not asked for longest is forgotten.
 */
public final class LruCache<K, V> {
    private final int most;
    private final long mostBytes;
    private final ToIntFunction<K> size;
    private final Function<K, V> function;
    private final Map<K, V> results = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /** Of keys that are small. */
    public LruCache(int most, Function<K, V> function) {
        this(most, most, key -> 1, function);
    }

    /**
     * Of keys that may be large.
     *
     * @param most results
     * @param mostBytes of all keys together; one that takes more than a sixteenth of them is never remembered
     * @param size of a key in bytes, an estimate
     */
    public LruCache(int most, long mostBytes, ToIntFunction<K> size, Function<K, V> function) {
        this.most = most;
        this.mostBytes = mostBytes;
        this.size = size;
        this.function = function;
    }

    /** The result, remembered or found now. */
    public V get(K key) {
        V known = results.get(key);
        if (known != null) {
            return known;
        }
        V found = function.apply(key);
        int own = size.applyAsInt(key);
        if (own <= Math.max(1, mostBytes / 16)) {
            results.put(key, found);
            bytes += own;
            shrink();
        }
        return found;
    }

    private void shrink() {
        Iterator<K> eldest = results.keySet().iterator();
        while ((results.size() > most || bytes > mostBytes) && eldest.hasNext()) {
            bytes -= size.applyAsInt(eldest.next());
            eldest.remove();
        }
    }

    /** The function changed: nothing that was remembered holds any more. */
    public void clear() {
        results.clear();
        bytes = 0;
    }
}
