// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.spec;

import java.util.List;

/**
 * A NetworkPolicy of networking.k8s.io/v1.
 *
 * @param namespace empty where the document does not say
 * @param pods whom it isolates
 * @param isolatesIngress whether only the ingress rules let something in
 * @param isolatesEgress whether only the egress rules let something out
 */
public record NetworkPolicy(
        String namespace,
        String name,
        Selector pods,
        boolean isolatesIngress,
        boolean isolatesEgress,
        List<PolicyRule> ingress,
        List<PolicyRule> egress) {
    public static final String API_VERSION = "networking.k8s.io/v1";
    public static final String KIND = "NetworkPolicy";

    public NetworkPolicy {
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
    }
}
