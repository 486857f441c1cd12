// Copyright The Plumbline Authors
// SPDX-License-Identifier: Apache-2.0
package io.plumbline.acceptance.lab.network;

import io.plumbline.acceptance.lab.runtime.NetworkSpace;
import java.io.IOException;
import java.util.List;

/** Addresses of services on one node, as its proxy makes them: each leads to one pod. */
public final class ServiceAddresses {
    private final NetworkSpace node;

    public ServiceAddresses(NetworkSpace node) {
        this.node = node;
    }

    /** Connections of pods and of the node itself to an address and TCP port end at another one. */
    public void lead(String address, int port, String backend, int backendPort) throws IOException {
        for (String chain : List.of("PREROUTING", "OUTPUT")) {
            node.run(
                    "iptables",
                    "--table",
                    "nat",
                    "--append",
                    chain,
                    "--destination",
                    address,
                    "--protocol",
                    "tcp",
                    "--dport",
                    Integer.toString(port),
                    "--jump",
                    "DNAT",
                    "--to-destination",
                    backend + ":" + backendPort);
        }
        // What leaves through the bridge and comes back through it must pass here, or the answer has the wrong address.
        node.run("sh", "-c", "echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables");
    }
}
