// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.sensor;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Named counters that only grow. Thread-safe. */
public final class SensorCounters {
    private final ConcurrentHashMap<String, LongAdder> counters = new ConcurrentHashMap<>();

    public void increment(String name) {
        add(name, 1);
    }

    public void add(String name, long count) {
        counters.computeIfAbsent(name, ignored -> new LongAdder()).add(count);
    }

    /** 0 when nothing was counted under this name. */
    public long get(String name) {
        LongAdder counter = counters.get(name);
        return counter == null ? 0 : counter.sum();
    }

    public Map<String, Long> snapshot() {
        var result = new TreeMap<String, Long>();
        counters.forEach((name, counter) -> result.put(name, counter.sum()));
        return result;
    }
}
