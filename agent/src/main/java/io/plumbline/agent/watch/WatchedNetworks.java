// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.agent.watch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The network namespaces of the pods of this node, each with the sandbox that it belongs to. Owned by the pipeline thread. */
final class WatchedNetworks {
    private final Map<Long, String> sandboxes = new HashMap<>();

    /** True when this network was not there before. */
    boolean add(long networkNamespace, String sandboxId) {
        return sandboxes.put(networkNamespace, sandboxId) == null;
    }

    /** Forgets the networks of a sandbox and returns them. */
    List<Long> remove(String sandboxId) {
        List<Long> gone = sandboxes.entrySet().stream()
                .filter(network -> network.getValue().equals(sandboxId))
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(sandboxes::remove);
        return gone;
    }
}
