// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.dns;

import java.util.Map;
import java.util.TreeMap;

/** Counts what became of the DNS messages of all pods, and what was forgotten, by one word each. For one thread. */
public final class NameCounts {
    private final Map<String, Long> counts = new TreeMap<>();

    public void add(String word, long count) {
        counts.merge(word, count, Long::sum);
    }

    /** The counts since the agent started. */
    public Map<String, Long> all() {
        return Map.copyOf(counts);
    }
}
