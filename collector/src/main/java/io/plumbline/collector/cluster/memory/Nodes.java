// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The textual, canonical addresses of each node. */
final class Nodes extends Kept<List<String>> {
    private static final long BYTES = 300;
    private static final long BYTES_EACH = 150;

    private final ConcurrentMap<String, Set<String>> byAddress = new ConcurrentHashMap<>();

    Nodes(MemoryBounds bounds) {
        super(bounds.nodes());
    }

    @Override
    void changed(String name, @Nullable List<String> former, List<String> now) {
        if (former != null) {
            former.stream().filter(ip -> !now.contains(ip)).forEach(ip -> leave(ip, name));
        }
        now.forEach(ip -> byAddress
                .computeIfAbsent(ip, ignored -> ConcurrentHashMap.newKeySet())
                .add(name));
    }

    @Override
    void gone(String name, List<String> former) {
        former.forEach(ip -> leave(ip, name));
    }

    @Override
    long bytesOf(List<String> addresses) {
        return BYTES + BYTES_EACH * addresses.size();
    }

    boolean has(String ip) {
        return byAddress.containsKey(ip);
    }

    List<String> addresses() {
        return List.copyOf(byAddress.keySet());
    }

    private void leave(String ip, String name) {
        byAddress.computeIfPresent(ip, (ignored, names) -> {
            names.remove(name);
            return names.isEmpty() ? null : names;
        });
    }
}
