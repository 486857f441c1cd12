// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one kind by key (namespace/name, or name), bounded in number and bytes: what does not fit is not kept, a change
 * that does not fit leaves the former state, and both are counted. One
 * thread at a time writes, the one that hears of that kind; any thread reads.
 */
public abstract class Kept<R> {
    private static final long BYTES_A_LABEL = 60;

    private final ConcurrentMap<String, R> items = new ConcurrentHashMap<>();
    private final MemoryBounds.Bound bound;
    private final LongAdder bytes = new LongAdder();

    /** Objects, or parts of them, that were not kept. */
    final LongAdder dropped = new LongAdder();

    Kept(MemoryBounds.Bound bound) {
        this.bound = bound;
    }

    /** The object is there, or has changed. */
    public final void put(String key, R now) {
        @Nullable R former = items.get(key);
        long more = bytesOf(now) - (former == null ? 0 : bytesOf(former));
        if ((former == null && items.size() >= bound.objects()) || (more > 0 && bytes() + more > bound.bytes())) {
            dropped.increment();
            return;
        }
        changed(key, former, now);
        items.put(key, now);
        stored(key, former, now);
        bytes.add(more);
    }

    /** The object was deleted. */
    public final void remove(String key) {
        @Nullable R former = items.remove(key);
        if (former != null) {
            bytes.add(-bytesOf(former));
            gone(key, former);
        }
    }

    public final @Nullable R get(String key) {
        return items.get(key);
    }

    /** A copy. */
    public final List<String> keys() {
        return List.copyOf(items.keySet());
    }

    public final int size() {
        return items.size();
    }

    /** Objects, or parts of them, that did not fit; since the start. */
    public final long dropped() {
        return dropped.sum();
    }

    /** About as many bytes as the objects take at most: as if no two had anything in common. */
    public final long bytes() {
        return bytes.sum();
    }

    /** Called before the new form can be found by its key; {@code former} is null for a new object. */
    abstract void changed(String key, @Nullable R former, R now);

    /** The new form can be found by its key. */
    void stored(String key, @Nullable R former, R now) {}

    abstract void gone(String key, R former);

    /** About, with what it may share with others. */
    abstract long bytesOf(R object);

    static long bytesOf(Map<String, String> labels) {
        long sum = 0;
        for (Map.Entry<String, String> label : labels.entrySet()) {
            sum += BYTES_A_LABEL + label.getKey().length() + label.getValue().length();
        }
        return sum;
    }
}
