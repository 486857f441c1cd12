// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.container.containerd;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Named counters, from any thread. */
final class Counters {
    private final Map<String, LongAdder> values = new ConcurrentHashMap<>();

    void increment(String name) {
        values.computeIfAbsent(name, ignored -> new LongAdder()).increment();
    }

    Map<String, Long> snapshot() {
        Map<String, Long> snapshot = new TreeMap<>();
        values.forEach((name, value) -> snapshot.put(name, value.sum()));
        return snapshot;
    }
}
