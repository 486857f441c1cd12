// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.cluster;

import io.plumbline.collector.policy.spec.Protocol;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A service.
 *
 * @param selector of the pods behind it; empty: none, and the end points are what somebody wrote
 * @param endpoints addresses behind a service without selector
 */
public record ServiceFacts(
        String namespace,
        String name,
        Map<String, String> selector,
        List<ForwardedPort> ports,
        List<InetAddress> endpoints) {
    /** The cluster's DNS, as it is nearly everywhere. */
    public static final ServiceFacts DNS = new ServiceFacts(
            "kube-system",
            "kube-dns",
            Map.of("k8s-app", "kube-dns"),
            List.of(new ForwardedPort(53, Protocol.UDP, "", 53), new ForwardedPort(53, Protocol.TCP, "", 53)),
            List.of());

    public ServiceFacts {
        selector = Map.copyOf(selector);
        ports = List.copyOf(ports);
        endpoints = List.copyOf(endpoints);
    }

    public Optional<ForwardedPort> port(int port, Protocol protocol) {
        return ports.stream()
                .filter(one -> one.port() == port && one.protocol() == protocol)
                .findFirst();
    }
}
