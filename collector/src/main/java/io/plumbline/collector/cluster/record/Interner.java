// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.record;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * One object for all that are equal: the replicas of a workload have the same labels, owner and containers. Forgets everything
 * when it is full, which only costs memory. Thread-safe.
 */
public final class Interner<T> {
    private final ConcurrentMap<T, T> known = new ConcurrentHashMap<>();
    private final int most;

    public Interner(int most) {
        this.most = most;
    }

    public T of(T object) {
        @Nullable T same = known.get(object);
        if (same != null) {
            return same;
        }
        if (known.size() >= most) {
            known.clear();
        }
        known.put(object, object);
        return object;
    }
}
