// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.service.config;

import java.util.List;

/**
 * A value that somebody wrote for a key, and the place where it stands.
 *
 * @param items one element for a scalar
 * @param sequence whether the items were separate where they were written
 * @param source for instance {@code agent.yaml:3:5}, {@code --collector.address} or {@code PLUMBLINE_COLLECTOR_ADDRESS}
 */
record GivenValue(String key, List<String> items, boolean sequence, String source) {

    GivenValue {
        items = List.copyOf(items);
    }

    static GivenValue scalar(String key, String text, String source) {
        return new GivenValue(key, List.of(text), false, source);
    }

    List<String> itemsFor(ValueType<?> type) {
        return sequence || items.size() != 1 ? items : type.split(items.getFirst());
    }

    String shown() {
        return sequence ? items.toString() : '"' + String.join(",", items) + '"';
    }
}
