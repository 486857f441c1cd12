// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.cluster;

import java.util.List;
import java.util.Map;

/**
 * A living pod.
 *
 * @param labels at most 64, values cut at 256 bytes
 * @param ips textual; empty for a pod that uses its node's network, or has no address yet
 * @param hostNetwork true when it uses its node's network
 * @param ports that its containers declare; empty without a Kubernetes API
 */
public record PodView(
        String namespace,
        String name,
        Map<String, String> labels,
        List<String> ips,
        boolean hostNetwork,
        List<ContainerPort> ports) {
    public PodView {
        labels = Map.copyOf(labels);
        ips = List.copyOf(ips);
        ports = List.copyOf(ports);
    }
}
