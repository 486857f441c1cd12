// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.runtime;

/**
 * Addresses of the pods of one node.
 *
 * @param node the node's number within its lab, from 1 to 200
 */
public record Subnets(int node) {
    public Subnets {
        if (node < 1 || node > 200) {
            throw new IllegalArgumentException("node: " + node + " (expected: 1 to 200)");
        }
    }

    public String ipv4() {
        return "10.88." + node + ".0/24";
    }

    public String ipv6() {
        return "fd00:88:" + node + "::/64";
    }

    String ipv4(int host) {
        return "10.88." + node + "." + host;
    }

    String ipv6(int host) {
        return "fd00:88:" + node + "::" + Integer.toHexString(host);
    }
}
