// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.collector.policy.spec;

import java.util.List;

/**
 * One rule: any of the peers, on any of the ports.
 *
 * @param peers empty: everybody
 * @param ports empty: all ports of all protocols
 * @param because what needs the rule, one line each; empty in a document that was read
 */
public record PolicyRule(List<PolicyPeer> peers, List<PolicyPort> ports, List<String> because) {
    public PolicyRule {
        peers = List.copyOf(peers);
        ports = List.copyOf(ports);
        because = List.copyOf(because);
    }
}
