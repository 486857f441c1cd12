// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.spec;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Chooses by labels: all of it must be true. An empty selector chooses everything. */
public record Selector(SortedMap<String, String> labels, List<Requirement> expressions) {
    /** Chooses everything. */
    public static final Selector EVERYTHING = of(Map.of());

    public Selector {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        expressions = List.copyOf(expressions);
    }

    public static Selector of(Map<String, String> labels) {
        return new Selector(new TreeMap<>(labels), List.of());
    }

    public boolean matches(Map<String, String> observed) {
        return labels.entrySet().stream().allMatch(label -> label.getValue().equals(observed.get(label.getKey())))
                && expressions.stream().allMatch(expression -> expression.matches(observed));
    }
}
