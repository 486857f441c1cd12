// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.record;

import java.util.List;

/**
 * A node. All addresses are textual and canonical.
 *
 * @param addresses its own
 * @param gateways the first two of each range that its pods have addresses of: by convention those of its bridge and its tunnel
 */
public record NodeRecord(List<String> addresses, List<String> gateways) {
    public NodeRecord {
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
    }
}
