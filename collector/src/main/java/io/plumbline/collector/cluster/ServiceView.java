// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster;

import java.util.List;
import java.util.Map;

/**
 * A service.
 *
 * @param selector labels of its pods; empty when somebody else says where it leads
 * @param clusterIps textual; empty for a headless service
 */
public record ServiceView(
        String namespace, String name, Map<String, String> selector, List<String> clusterIps, List<ServicePort> ports) {
    public ServiceView {
        selector = Map.copyOf(selector);
        clusterIps = List.copyOf(clusterIps);
        ports = List.copyOf(ports);
    }
}
