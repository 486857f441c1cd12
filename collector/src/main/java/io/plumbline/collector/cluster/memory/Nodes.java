// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.memory;

import io.plumbline.collector.cluster.record.NodeRecord;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** All nodes by name. */
final class Nodes extends Kept<NodeRecord> {
    private static final long BYTES = 300;
    private static final long BYTES_EACH = 150;

    private final ConcurrentMap<String, Set<String>> byAddress = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Set<String>> byGateway = new ConcurrentHashMap<>();

    Nodes(MemoryBounds bounds) {
        super(bounds.nodes());
    }

    @Override
    void changed(String name, @Nullable NodeRecord former, NodeRecord now) {
        change(byAddress, name, former == null ? List.of() : former.addresses(), now.addresses());
        change(byGateway, name, former == null ? List.of() : former.gateways(), now.gateways());
    }

    @Override
    void gone(String name, NodeRecord former) {
        change(byAddress, name, former.addresses(), List.of());
        change(byGateway, name, former.gateways(), List.of());
    }

    @Override
    long bytesOf(NodeRecord node) {
        return BYTES + BYTES_EACH * (node.addresses().size() + node.gateways().size());
    }

    boolean has(String ip) {
        return byAddress.containsKey(ip);
    }

    /** True where {@link NodeRecord#gateways} of a node has the address. */
    boolean isGateway(String ip) {
        return byGateway.containsKey(ip);
    }

    List<String> addresses() {
        return List.copyOf(byAddress.keySet());
    }

    private static void change(
            ConcurrentMap<String, Set<String>> names, String name, List<String> former, List<String> now) {
        former.stream().filter(ip -> !now.contains(ip)).forEach(ip -> leave(names, ip, name));
        now.forEach(ip -> names.computeIfAbsent(ip, ignored -> ConcurrentHashMap.newKeySet())
                .add(name));
    }

    private static void leave(ConcurrentMap<String, Set<String>> byAddress, String ip, String name) {
        byAddress.computeIfPresent(ip, (ignored, names) -> {
            names.remove(name);
            return names.isEmpty() ? null : names;
        });
    }
}
