// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster.record;

import java.util.List;
import java.util.Set;

/**
 * A part of where a service leads.
 *
 * @param service namespace/name
 * @param pods namespace/name of the pods
 * @param addresses textual, canonical, of ends that are no pods
 * @param ports of the ends
 */
public record SliceRecord(String service, List<String> pods, List<String> addresses, Set<Integer> ports) {
    public SliceRecord {
        pods = List.copyOf(pods);
        addresses = List.copyOf(addresses);
        ports = Set.copyOf(ports);
    }
}
